package dev.windrose.transport;

import static dev.windrose.transport.Places.fixed;
import static dev.windrose.transport.Places.http;
import static dev.windrose.transport.Places.port;
import static dev.windrose.transport.Places.rule;
import static dev.windrose.transport.Places.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.model.CertificateSpec;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.HostPattern;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.Security;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What TLS allows and we do not: to renegotiate (RFC 9325 §3.5), and to ask in data that may be replayed (RFC 8446 §8). */
@Timeout(120)
class TlsRefusalsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: web.test\r\n\r\n";
    /** The tag of {@code max_early_data} in OpenSSL's form of a session. */
    private static final int MAX_EARLY_DATA = 15;

    @TempDir
    Path folder;

    private final Places places = new Places();
    private final LinkedBlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private final TestBackend app = new TestBackend((in, out) -> {
        for (String head = TestBackend.readHead(in); !head.isEmpty(); head = TestBackend.readHead(in)) {
            heads.add(head.substring(0, head.indexOf('\r')));
            out.write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
    });

    private Places.Place place;

    @BeforeEach
    void start() throws Exception {
        CertificateSpec own = places.authority.leaf("web", "EC", "web.test");
        Security.ServerName name = new Security.ServerName(new HostPattern("web.test"), List.of(own.id()));
        place = places.run(
                new Places.Draft()
                        .certificate(own)
                        .listener(
                                "in",
                                port(),
                                new Security.Terminate(List.of(name), Security.TlsSettings.DEFAULT),
                                http("routes"))
                        .routes("routes", rule("all", RouteMatch.ANY, to("app")))
                        .cluster("app", fixed(app.port()), UpstreamProtocol.HTTP1, null),
                null);
    }

    @AfterEach
    void stop() {
        places.close();
        app.close();
    }

    @Test
    void aClientThatRenegotiatesLosesItsConnection() throws Exception {
        try (SSLSocket client = TlsClients.offering(
                TlsClients.connect(TlsClients.context(places.authority.root(), null), place.at("in"), "web.test"),
                "http/1.1")) {
            client.setEnabledProtocols(new String[] {"TLSv1.2"});
            client.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
            assertThat(TestBackend.readHead(client.getInputStream())).startsWith("HTTP/1.1 204");
            assertThatThrownBy(() -> {
                        client.startHandshake();
                        client.getInputStream().read();
                    })
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("no_renegotiation");
            assertThat(heads).hasSize(1);
        }
    }

    @Test
    void aTicketAllowsNoEarlyDataAndWhoSendsItNonethelessHasItDropped() throws Exception {
        Path ticket = folder.resolve("ticket.pem");
        assertThat(client("/first", "-sess_out", ticket.toString())).contains("HTTP/1.1 204");
        assertThat(openssl("", "sess_id", "-in", ticket.toString(), "-text", "-noout"))
                .contains("TLSv1.3", "TLS session ticket:", "Max Early Data: 0");

        Files.writeString(ticket, allowingEarlyData(Files.readString(ticket)));
        assertThat(openssl("", "sess_id", "-in", ticket.toString(), "-text", "-noout"))
                .contains("Max Early Data: 16384");
        Path early = Files.writeString(folder.resolve("early"), GET.replace(" / ", " /early "));
        assertThat(client("/second", "-sess_in", ticket.toString(), "-early_data", early.toString()))
                .contains("Early data was rejected", "HTTP/1.1 204");
        assertThat(heads.poll(10, TimeUnit.SECONDS)).isEqualTo("GET /first HTTP/1.1");
        assertThat(heads.poll(10, TimeUnit.SECONDS)).isEqualTo("GET /second HTTP/1.1");
        assertThat(heads).isEmpty();
    }

    private String client(String path, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of("s_client", "-tls1_3", "-ign_eof", "-servername", "web.test"));
        words.addAll(List.of("-connect", "127.0.0.1:" + place.port("in")));
        words.addAll(List.of(more));
        return openssl(
                "GET " + path + " HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\n\r\n",
                words.toArray(String[]::new));
    }

    private static String openssl(String input, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(words));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IOException(
                    "openssl: not there (expected: the command openssl on the path, such as by apt-get install openssl)",
                    e);
        }
        try {
            process.getOutputStream().write(input.getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } finally {
            process.destroyForcibly();
        }
    }

    /** The same session, as if its ticket had come with leave to send 16 KiB early. */
    private static String allowingEarlyData(String pem) {
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int at = start(der, 0);
        boolean added = false;
        while (at < der.length) {
            boolean later = (der[at] & 0xc0) == 0x80 && (der[at] & 0x1f) > MAX_EARLY_DATA;
            if (later && !added) {
                added = true;
                content.writeBytes(leave());
            }
            int end = end(der, at);
            content.writeBytes(Arrays.copyOfRange(der, at, end));
            at = end;
        }
        if (!added) {
            content.writeBytes(leave());
        }
        byte[] length = {0x30, (byte) 0x82, (byte) (content.size() >> 8), (byte) content.size()};
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(length);
        all.writeBytes(content.toByteArray());
        return "-----BEGIN SSL SESSION PARAMETERS-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(all.toByteArray())
                + "\n-----END SSL SESSION PARAMETERS-----\n";
    }

    /** [15] EXPLICIT INTEGER 16384. */
    private static byte[] leave() {
        return new byte[] {(byte) (0xa0 | MAX_EARLY_DATA), 4, 2, 2, 0x40, 0};
    }

    /** Where the content of an element begins. */
    private static int start(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return first < 0x80 ? at + 2 : at + 2 + (first & 0x7f);
    }

    private static int end(byte[] der, int at) {
        int start = start(der, at);
        int length = der[at + 1] & 0xff;
        if (length >= 0x80) {
            length = 0;
            for (int i = at + 2; i < start; i++) {
                length = length << 8 | der[i] & 0xff;
            }
        }
        return start + length;
    }
}
