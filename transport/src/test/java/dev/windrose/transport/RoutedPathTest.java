package dev.windrose.transport;

import static dev.windrose.transport.Places.fixed;
import static dev.windrose.transport.Places.http;
import static dev.windrose.transport.Places.port;
import static dev.windrose.transport.Places.rule;
import static dev.windrose.transport.Places.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.http.CanonicalPath;
import dev.windrose.model.CertificateSpec;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.HostPattern;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.Security;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However a client spells a path, the route is chosen by the very path that the service gets. */
@Timeout(120)
class RoutedPathTest {
    /** The longest first: what an independent reader of the forwarded path would choose. */
    private static final List<String> PREFIXES = List.of("/a/b/c", "/a/b", "/b/%C3%A4", "/~", "/a", "/b", "/");

    private static final String[] PIECES = {
        "/", "/", "/", "/", "//", "a", "b", "c", "a/b", "a/b/c", ".", "..", "./", "../", "%2e", "%2E%2e/", "%61", "%62",
        "%63", "%2F", "%5c", "%7e", "~", "%c3%a4", "%C3%A4", ";", "..;x/", "%20", "ab", "-", "%", "%4", "%00"
    };

    private final Places places = new Places();
    private final List<TestBackend> services = new ArrayList<>();
    private Places.Place place;

    @BeforeEach
    void start() throws Exception {
        CertificateSpec own = places.authority.leaf("localhost", "EC", "localhost");
        Security.ServerName name = new Security.ServerName(HostPattern.ANY, List.of(own.id()));
        Places.Draft draft = new Places.Draft()
                .certificate(own)
                .listener("clear", port(), new Security.Plaintext(), http("routes"))
                .listener(
                        "secure",
                        port(),
                        new Security.Terminate(List.of(name), Security.TlsSettings.DEFAULT),
                        http("routes"));
        List<RouteSpec> rules = new ArrayList<>();
        for (String prefix : PREFIXES) {
            RouteMatch match = new RouteMatch(new RouteMatch.PathMatch.Prefix(prefix), null, List.of(), List.of());
            rules.add(rule(prefix, match, to(prefix)));
            draft.cluster(prefix, fixed(service(prefix)), UpstreamProtocol.HTTP1, null);
        }
        place = places.run(draft.routes("routes", rules.toArray(RouteSpec[]::new)), null);
    }

    /** Answers with its prefix and the path that it was asked for. */
    private int service(String prefix) {
        services.add(new TestBackend((in, out) -> {
            for (String head = TestBackend.readHead(in); !head.isEmpty(); head = TestBackend.readHead(in)) {
                String body = prefix + " " + head.split(" ", -1)[1];
                out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.ISO_8859_1));
            }
        }));
        return services.getLast().port();
    }

    @AfterEach
    void stop() {
        places.close();
        services.forEach(TestBackend::close);
    }

    @Test
    void inHttp1() throws IOException {
        Fuzz fuzz = new Fuzz(2_000);
        int refused = 0;
        Socket client = connect();
        while (fuzz.next()) {
            String sent = path(fuzz);
            client.getOutputStream()
                    .write(("GET " + sent + " HTTP/1.1\r\nHost: h\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = client.getInputStream();
            String head = TestBackend.readHead(in);
            String canonical = canonical(sent);
            if (canonical == null) {
                refused++;
                assertThat(head).as(sent).startsWith("HTTP/1.1 400");
                client.close();
                client = connect();
            } else {
                assertThat(head).as(sent).startsWith("HTTP/1.1 200");
                int length = Integer.parseInt(head.replaceFirst("(?s).*content-length: (\\d+).*", "$1"));
                String answer = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
                assertThat(answer).as(sent).isEqualTo(chosen(canonical) + " " + canonical);
            }
        }
        client.close();
        assertThat(refused).isPositive();
    }

    @Test
    void inHttp2() throws Exception {
        Fuzz fuzz = new Fuzz(500);
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(TlsClients.context(places.authority.root(), null))
                .build()) {
            while (fuzz.next()) {
                String sent = path(fuzz);
                String canonical = canonical(sent);
                // The client sends no others.
                if (canonical != null) {
                    HttpResponse<String> answer = client.send(
                            HttpRequest.newBuilder(URI.create("https://localhost:" + place.port("secure") + sent))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
                    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                    assertThat(answer.body()).as(sent).isEqualTo(chosen(canonical) + " " + canonical);
                }
            }
        }
    }

    private static String path(Fuzz fuzz) {
        StringBuilder path = new StringBuilder("/");
        for (int n = fuzz.random.nextInt(8); n > 0; n--) {
            path.append(PIECES[fuzz.random.nextInt(PIECES.length)]);
        }
        return path.toString();
    }

    /** What is to be forwarded, or null where that is nothing. */
    private static @Nullable String canonical(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.ISO_8859_1);
        int length = CanonicalPath.canonicalize(bytes, bytes.length);
        if (length < 0) {
            return null;
        }
        String canonical = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        for (String segment :
                canonical.substring(0, canonical.lastIndexOf('/') + 1).split("/", -1)) {
            assertThat(segment).as(path).isNotIn(".", "..");
        }
        assertThat(canonical).doesNotContain("//").doesNotContainIgnoringCase("%2e", "%2f", "%61", "%7e");
        return canonical;
    }

    /** By whole segments. */
    private static String chosen(String path) {
        return PREFIXES.stream()
                .filter(prefix -> prefix.equals("/") || (path + "/").startsWith(prefix + "/"))
                .findFirst()
                .orElseThrow();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), place.port("clear"));
        socket.setSoTimeout(30_000);
        return socket;
    }
}
