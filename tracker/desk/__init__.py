"""What both shells do: open a ledger, look at it from a date, ask for figures, bring files in. It draws nothing.

The names and their modules stand in `__init__.pyi`; a module is loaded when the first of its names is asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
