"""cpkit: the register, the cases and the reports of a ward's child-protection officer."""

__version__ = "0.1.0"
