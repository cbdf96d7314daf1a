package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Captured connections as they are in earnest: redirected by the kernel, in a network namespace of our own. Needs root. */
class RedirectTest {
    private final Namespace namespace =
            new Namespace("198.51.100.7/32", "198.51.100.9/32", "fd00::7/128", "fd00::9/128");

    @AfterEach
    void delete() {
        namespace.close();
    }

    @Test
    void aRedirectedConnectionGoesOnToWhereItWasMeantToGo() throws Exception {
        check("198.51.100.9", "198.51.100.7", "127.0.0.1");
    }

    @Test
    void theSameInIpVersion6() throws Exception {
        check("fd00::9", "fd00::7", "::1");
    }

    /** The app must see the proxy, whose address is the app's own since nothing else binds it, not the client. */
    private void check(String client, String app, String loopback) throws Exception {
        assertThat(namespace.run(RedirectedClient.class, client, app, loopback))
                .contains("redirected: app saw ")
                .doesNotContain("app saw " + InetAddress.getByName(client).getHostAddress())
                .contains("captured: 1\n")
                // Who connects to the capturing port itself was meant for nobody.
                .contains("direct: Connection reset");
    }
}
