"""Every named figure of the summary report, in the order of the chapters that speak of them."""

from qingshou.reports.figures.catalogue.arrears import ARREARS_FIGURES
from qingshou.reports.figures.catalogue.collection import COLLECTION
from qingshou.reports.figures.catalogue.dunning import DUNNING
from qingshou.reports.figures.catalogue.prices import PRICES
from qingshou.reports.figures.catalogue.receipts import RECEIPTS
from qingshou.reports.figures.definition import Definition

EVERY: tuple[Definition, ...] = (*COLLECTION, *ARREARS_FIGURES, *RECEIPTS, *DUNNING, *PRICES)

BY_ID: dict[str, Definition] = {definition.id: definition for definition in EVERY}
assert len(BY_ID) == len(EVERY), "two figures share an id"
