"""What a month on Azure costs: inputs, prices, and the arithmetic between them. See docs/cost.md."""
