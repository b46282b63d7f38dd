"""The shape of what people fill in about meetings."""

from .minutes import BackForm, ConfirmForm, CorrectForm, MinutesForm, ScanForm, UnheldForm
from .plan import BranchesForm, LeaveForForm, PlanForm, ReasonForm, WhyForm
from .presence import CodeForm, LeaveOutForm, RollForm
from .record import RecordForm, WithdrawForm, take

__all__ = [
    "BackForm",
    "BranchesForm",
    "CodeForm",
    "ConfirmForm",
    "CorrectForm",
    "LeaveForForm",
    "LeaveOutForm",
    "MinutesForm",
    "PlanForm",
    "ReasonForm",
    "RecordForm",
    "RollForm",
    "ScanForm",
    "UnheldForm",
    "WhyForm",
    "WithdrawForm",
    "take",
]
