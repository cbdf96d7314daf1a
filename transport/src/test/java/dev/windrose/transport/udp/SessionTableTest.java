package dev.windrose.transport.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Time is what the test says. */
class SessionTableTest {
    private static final long IDLE = TimeUnit.SECONDS.toNanos(60);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<String> ended = new ArrayList<>();
    private final SessionTable<String> table = new SessionTable<>(3, IDLE, ended::add);
    /** Close to where a clock's numbers turn negative. */
    private long now = Long.MAX_VALUE - 30 * SECOND;

    @Test
    void aSessionEndsWhenItWasSilentForTooLong() {
        add("a");
        now += 30 * SECOND;
        add("b");
        assertThat(table.use(client("a"), now)).isEqualTo("a");
        now += 59 * SECOND;
        table.expire(now);
        assertThat(ended).isEmpty();
        now += 2 * SECOND;
        table.expire(now);
        assertThat(ended).containsExactlyInAnyOrder("a", "b");
        assertThat(table.use(client("a"), now)).isNull();
    }

    @Test
    void useKeepsASessionAlive() {
        add("a");
        add("b");
        for (int i = 0; i < 10; i++) {
            now += 20 * SECOND;
            table.use(client("a"), now);
            table.expire(now);
        }
        assertThat(ended).containsExactly("b");
    }

    @Test
    void whoWasSilentLongestMakesRoom() {
        add("a");
        add("b");
        add("c");
        now += 2 * SECOND;
        table.use(client("a"), now);
        assertThat(table.makeRoom(now)).isTrue();
        assertThat(ended).containsExactly("b");
        add("d");
        assertThat(table.size()).isEqualTo(3);
    }

    @Test
    void whoSpeaksDoesNotGoForOneWhoIsNew() {
        add("a");
        add("b");
        add("c");
        assertThat(table.makeRoom(now)).isFalse();
        assertThat(ended).isEmpty();
    }

    @Test
    void aSessionIsNotTakenForAnOlderOneOfItsClient() {
        add("a");
        table.remove(client("a"), "older");
        assertThat(ended).isEmpty();
        table.remove(client("a"), "a");
        assertThat(ended).containsExactly("a");
        assertThat(table.isEmpty()).isTrue();
    }

    private void add(String name) {
        table.add(client(name), name.intern(), now);
    }

    private static InetSocketAddress client(String name) {
        return InetSocketAddress.createUnresolved(name, 1);
    }
}
