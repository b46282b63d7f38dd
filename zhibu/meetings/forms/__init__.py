"""The shape of what people fill in about meetings."""

from .echo import AnswerForm, EchoForm
from .matter import DoneForm, MatterForm
from .minutes import BackForm, ConfirmForm, CorrectForm, MinutesForm, ScanForm, UnheldForm
from .plan import BranchesForm, LeaveForForm, PlanForm, ReasonForm, WhyForm
from .presence import CodeForm, LeaveOutForm, QueueForm, RollForm
from .record import RecordForm, WithdrawForm, take

__all__ = [
    "AnswerForm",
    "BackForm",
    "BranchesForm",
    "CodeForm",
    "ConfirmForm",
    "CorrectForm",
    "DoneForm",
    "EchoForm",
    "LeaveForForm",
    "LeaveOutForm",
    "MatterForm",
    "MinutesForm",
    "PlanForm",
    "QueueForm",
    "ReasonForm",
    "RecordForm",
    "RollForm",
    "ScanForm",
    "UnheldForm",
    "WhyForm",
    "WithdrawForm",
    "take",
]
