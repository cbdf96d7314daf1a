package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.transport.udp.UdpLimits;
import org.junit.jupiter.api.Test;

/** Neither connections nor datagrams may take all the sockets that the process can have. */
class OpenFilesTest {
    @Test
    void theLimitIsReadAsLinuxTellsIt() {
        assertThat(OpenFiles.most("""
                Limit                     Soft Limit           Hard Limit           Units
                Max core file size        0                    unlimited            bytes
                Max open files            6000                 524288               files
                """)).isEqualTo(6_000);
        assertThat(OpenFiles.most("Max open files            unlimited            unlimited            files"))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(OpenFiles.most()).isPositive();
    }

    @Test
    void aSmallLimitIsShared() {
        ConnectionLimits connections = ConnectionLimits.DEFAULT.within(6_000);
        assertThat(connections.total()).isEqualTo(2_000);
        assertThat(connections.perListener()).isEqualTo(2_000);
        assertThat(connections.perAddress()).isEqualTo(2_000);
        assertThat(UdpLimits.DEFAULT.within(6_000).sessions()).isEqualTo(750);
    }

    @Test
    void aLargeLimitChangesNothing() {
        assertThat(ConnectionLimits.DEFAULT.within(1_000_000)).isEqualTo(ConnectionLimits.DEFAULT);
        assertThat(UdpLimits.DEFAULT.within(1_000_000)).isEqualTo(UdpLimits.DEFAULT);
    }
}
