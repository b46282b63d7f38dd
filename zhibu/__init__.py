"""zhibu (支部): the everyday system of grassroots Party branches and the committees above them."""

__version__ = "0.1.0"
