"""The workbook: all tables as sheets to fill in, and figures that recalculate as formulas over their movements."""

from tracker.exchange.workbook.blocks import Ground, find_ground
from tracker.exchange.workbook.book import write_template, write_workbook
from tracker.exchange.workbook.contents import Contents

__all__ = ["Contents", "Ground", "find_ground", "write_template", "write_workbook"]
