package dev.windrose.dataplane.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Lines go through whole and in order, and the consumer is disturbed no more than it must be. */
class RingTest {
    private static final int CAPACITY = 64;

    private final Ring ring = new Ring(CAPACITY);
    private final Drained drained = new Drained();

    private static final class Drained implements Sink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(byte[] from, int offset, int length) {
            bytes.write(from, offset, length);
        }

        @Override
        public void flush() {}

        @Override
        public void reopen() {}

        @Override
        public long failures() {
            return 0;
        }

        @Override
        public void close() {}
    }

    private boolean offer(int length, char of) {
        byte[] line = new byte[length];
        Arrays.fill(line, (byte) of);
        return ring.offer(line, length);
    }

    @Test
    void whatIsDrainedInTimeNeverWakesTheConsumer() {
        for (int i = 0; i < 100; i++) {
            assertThat(offer(20, 'a')).isFalse();
            assertThat(ring.drainTo(drained)).isEqualTo(20);
        }
    }

    @Test
    void moreThanHalfWakesTheConsumerUntilItIsDrained() {
        assertThat(offer(32, 'a')).isFalse();
        assertThat(offer(1, 'b')).isTrue();
        ring.drainTo(drained);
        assertThat(offer(32, 'c')).isFalse();
    }

    @Test
    void aLineThatDoesNotFitIsDroppedAndCountedAndTheRestIsWhole() {
        offer(40, 'a');
        assertThat(offer(25, 'b')).isTrue();
        assertThat(ring.dropped()).isEqualTo(1);
        offer(24, 'c');
        ring.drainTo(drained);
        offer(30, 'd');
        ring.drainTo(drained);
        assertThat(drained.bytes).hasToString("a".repeat(40) + "c".repeat(24) + "d".repeat(30));
    }
}
