package dev.windrose.transport;

import dev.windrose.engine.exchange.Downstream;
import dev.windrose.engine.exchange.ExchangeStarter;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.Loop;
import dev.windrose.engine.exchange.RequestSink;
import dev.windrose.engine.telemetry.Refusal;
import dev.windrose.filter.LocalReply;
import dev.windrose.filter.Peer;
import dev.windrose.http.RequestHead;
import dev.windrose.model.FilterSpec.HeaderValue;
import java.util.List;

/** Stands before a connection's exchanges: ends the connection when some must, and answers 503 when nothing more may be begun. */
final class OverloadedStarter implements ExchangeStarter {
    private static final LocalReply REPLY = new LocalReply(
            Kind.OVERLOADED.status(),
            Kind.OVERLOADED.code(),
            Kind.OVERLOADED.sentence(),
            List.of(new HeaderValue("retry-after", "1")));

    private final ExchangeStarter exchanges;
    private final Admission admission;
    private Runnable drain = () -> {};

    OverloadedStarter(ExchangeStarter exchanges, Admission admission) {
        this.exchanges = exchanges;
        this.admission = admission;
    }

    /** {@code newDrain} ends the connection when it has nothing to do. */
    void onShed(Runnable newDrain) {
        drain = newDrain;
    }

    @Override
    public RequestSink start(Downstream downstream, RequestHead head, boolean end) {
        if (admission.overload().level() == Overload.Level.NONE) {
            return exchanges.start(downstream, head, end);
        }
        drain.run();
        if (!admission.overload().isAtLeast(Overload.Level.REJECT)) {
            return exchanges.start(downstream, head, end);
        }
        admission.refuse(Admission.Refusal.OVERLOADED_REQUEST);
        return exchanges.refuse(downstream, head, end, REPLY);
    }

    @Override
    public RequestSink refuse(Downstream downstream, RequestHead head, boolean end, LocalReply reply) {
        return exchanges.refuse(downstream, head, end, reply);
    }

    @Override
    public void refused(Loop loop, Peer peer, Refusal refusal) {
        exchanges.refused(loop, peer, refusal);
    }
}
