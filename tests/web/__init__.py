"""The HTTP API over fakes of the outside world: what is asked, and what is answered."""
