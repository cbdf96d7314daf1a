"""A WebSocket server that sends back what it gets, with compression, on one port. For Python 2.7, as the suite it is taken from.

It does not look at the port in Host: behind a gateway that is the gateway's.
"""

import sys

from autobahn.twisted.websocket import WebSocketServerFactory, WebSocketServerProtocol
from autobahn.websocket.compress import PerMessageDeflateOffer, PerMessageDeflateOfferAccept
from twisted.internet import reactor


class Echo(WebSocketServerProtocol):
    def onMessage(self, payload, isBinary):
        self.sendMessage(payload, isBinary)


def deflate(offers):
    for offer in offers:
        if isinstance(offer, PerMessageDeflateOffer):
            return PerMessageDeflateOfferAccept(offer)


factory = WebSocketServerFactory("ws://127.0.0.1:" + sys.argv[1])
factory.externalPort = None
factory.protocol = Echo
factory.setProtocolOptions(perMessageCompressionAccept=deflate)
reactor.listenTCP(int(sys.argv[1]), factory, interface="127.0.0.1")
reactor.run()
