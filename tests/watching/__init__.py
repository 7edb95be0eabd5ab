"""What administrators are told, over fakes and a clock that is turned."""
