package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.model.ListenerId;
import java.net.BindException;
import org.junit.jupiter.api.Test;

/** In the words of the operating system, as epoll and NIO pass them on; a test that runs as root cannot cause them all. */
class BindErrorTest {
    private static String explain(String said) {
        return BindError.explain(new ListenerId("0.0.0.0:80"), new BindException(said));
    }

    @Test
    void aPortThatNeedsPermissionIsSaidWithWhatToDo() {
        assertThat(explain("bind(..) failed with error(-13): Permission denied"))
                .isEqualTo("cannot listen on 0.0.0.0:80: no permission (ports below 1024 need root or"
                        + " CAP_NET_BIND_SERVICE)");
    }

    @Test
    void aPortInUseIsSaidWithWhatToDo() {
        assertThat(explain("bind(..) failed with error(-98): Address already in use"))
                .isEqualTo("cannot listen on 0.0.0.0:80: the port is in use (stop the other process, or choose another"
                        + " port)");
    }

    @Test
    void anAddressOfAnotherMachineIsSaid() {
        assertThat(explain("Cannot assign requested address"))
                .isEqualTo("cannot listen on 0.0.0.0:80: this machine does not have the address");
    }
}
