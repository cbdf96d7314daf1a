package dev.windrose.transport.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.internal.tcnative.SSL;
import java.nio.channels.ClosedChannelException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How the handshakes of a listener ended. Thread-safe. */
public final class Handshakes {
    private final Map<Result, LongAdder> counts = new EnumMap<>(Result.class);

    /** An end of a handshake, by its cause as far as that can be told; {@link #label} is the stable word for it. */
    public enum Result {
        FULL("full"),
        RESUMED("resumed"),
        NO_TLS("failed_no_tls"),
        UNKNOWN_NAME("failed_unknown_name"),
        NO_COMMON_PARAMETERS("failed_no_common_parameters"),
        CERTIFICATE("failed_certificate"),
        TIMEOUT("failed_timeout"),
        CLOSED("failed_closed"),
        OTHER("failed_other");

        private final String label;

        Result(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    public Handshakes() {
        for (Result result : Result.values()) {
            counts.put(result, new LongAdder());
        }
    }

    /** Counts the end of a channel's handshake; on its loop. */
    public void count(Channel channel, SslHandshakeCompletionEvent end) {
        count(end.isSuccess() ? (isResumed(channel) ? Result.RESUMED : Result.FULL) : result(end.cause()));
    }

    public void count(Result result) {
        LongAdder count = counts.get(result);
        if (count != null) {
            count.increment();
        }
    }

    public Map<Result, Long> counts() {
        Map<Result, Long> sums = new EnumMap<>(Result.class);
        counts.forEach((result, count) -> sums.put(result, count.sum()));
        return sums;
    }

    /** The JDK's engine does not tell: there, every handshake counts as a full one. */
    private static boolean isResumed(Channel channel) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        return handler != null
                && handler.engine() instanceof ReferenceCountedOpenSslEngine engine
                && SSL.isSessionReused(engine.sslPointer());
    }

    /** The libraries say more in words than in types. */
    static Result result(Throwable cause) {
        if (cause instanceof NotSslRecordException) {
            return Result.NO_TLS;
        }
        if (cause instanceof SslHandshakeTimeoutException) {
            return Result.TIMEOUT;
        }
        String text =
                String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).replace('_', ' ');
        if (text.contains("unrecognized name")) {
            return Result.UNKNOWN_NAME;
        }
        if (text.contains("certificate") || text.contains("unknown ca")) {
            return Result.CERTIFICATE;
        }
        if (text.contains("protocol") || text.contains("cipher") || text.contains("version")) {
            return Result.NO_COMMON_PARAMETERS;
        }
        return cause instanceof ClosedChannelException || text.contains("closed") ? Result.CLOSED : Result.OTHER;
    }
}
