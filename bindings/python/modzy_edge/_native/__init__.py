"""What this package needs of libmodzy_edge: its functions, its handles, and how a call of it is made and awaited.

Nothing here imports a public class; only the exceptions (modzy_edge._errors) are shared.
"""
