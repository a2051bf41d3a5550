"""What midflight costs, beside a floor and beside its peers (see README.md). Nothing here is part of a release."""
