"""Expressions in the syntax of Microsoft Entra's attribute mappings, so that existing ones can be pasted.

Source: Microsoft, "Reference for writing expressions for attribute mappings in Microsoft Entra ID". A text is parsed
once and evaluated for each employee. Nothing here but the command reads a clock or the outside world. FUNCTIONS
describes every function by its signature and a sentence of help.
"""

from provisioning.rules.expressions.arguments import Function
from provisioning.rules.expressions.errors import EvaluationError, ExpressionError
from provisioning.rules.expressions.evaluation import Context
from provisioning.rules.expressions.expression import IGNORE_FLOW, Expression, Ignored, Result, parse
from provisioning.rules.expressions.functions import FUNCTIONS, REFUSED_FUNCTIONS

__all__ = [
    "FUNCTIONS",
    "IGNORE_FLOW",
    "REFUSED_FUNCTIONS",
    "Context",
    "EvaluationError",
    "Expression",
    "ExpressionError",
    "Function",
    "Ignored",
    "Result",
    "parse",
]
