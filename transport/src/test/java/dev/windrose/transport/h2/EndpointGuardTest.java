package dev.windrose.transport.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.engine.exchange.Loop;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an endpoint may waste, by a clock that stands still. */
class EndpointGuardTest {
    private long now = 1;
    private final List<String> broken = new ArrayList<>();
    private final EndpointGuard guard = new EndpointGuard(new Standing(), new EndpointGuard.Calls() {
        @Override
        public void broken(int stream, String why) {
            broken.add(stream + " " + why);
        }

        @Override
        public void allBroken(String why) {
            broken.add(why);
        }
    });

    @Test
    void tinyPartsOfBodiesAreManyButNotEndless() throws Exception {
        for (int i = 0; i < 50_000; i++) {
            guard.onData(1);
        }
        assertThatThrownBy(() -> guard.onData(15))
                .isInstanceOf(Http2Exception.class)
                .hasMessageContaining("too many tiny parts");
        now += TimeUnit.SECONDS.toNanos(1);
        for (int i = 0; i < 9_000; i++) {
            guard.onData(0);
        }
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        guard.onData(1);
                    }
                })
                .isInstanceOf(Http2Exception.class);
    }

    @Test
    void partsOfUsefulSizeAreNotCounted() throws Exception {
        for (int i = 0; i < 200_000; i++) {
            guard.onData(16);
        }
        guard.onData(1);
    }

    @Test
    void controlFramesAreEarnedByMessages() throws Exception {
        for (int i = 0; i < 100_000; i++) {
            guard.onHeaders();
            guard.onControl();
            guard.onControl();
        }
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 2_001; i++) {
                        guard.onControl();
                    }
                })
                .isInstanceOf(Http2Exception.class);
    }

    @Test
    void resetsAreForgivenByCallsThatEndWell() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(guard.mayReset()).isTrue();
            guard.onGoodEnd();
        }
        for (int i = 0; i < 200; i++) {
            assertThat(guard.mayReset()).isTrue();
        }
        assertThat(guard.mayReset()).isFalse();
    }

    /** A loop on which no time goes by but what a test lets. */
    private final class Standing implements Loop {
        @Override
        public int index() {
            return 0;
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void execute(Runnable action) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Timer after(long nanos, Runnable action) {
            throw new UnsupportedOperationException();
        }
    }
}
