// One import for all that a program does with outcomes and routers. It has no code of its own.

@_exported public import Pointsman
@_exported public import PointsmanEncoder
@_exported public import PointsmanEvaluation
@_exported public import PointsmanExport
@_exported public import PointsmanOutcomes
@_exported public import PointsmanTraining
