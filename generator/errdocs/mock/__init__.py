"""A fake endpoint of the service: requests in, documented errors out, for tests of clients.

Its operations, answers and errors are those of the registry: nothing here knows a service.
"""

from errdocs.mock.endpoint import Answer, Call, Endpoint, NoOperations, UnknownCase
from errdocs.mock.server import MockServer

__all__ = ["Answer", "Call", "Endpoint", "MockServer", "NoOperations", "UnknownCase"]
