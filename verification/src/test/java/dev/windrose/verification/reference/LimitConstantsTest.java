package dev.windrose.verification.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.documents.yaml.Problems;
import dev.windrose.documents.yaml.YamlText;
import dev.windrose.engine.exchange.ResponseReceiver;
import dev.windrose.http.h1.Limits;
import dev.windrose.http.h1.Methods;
import dev.windrose.transport.ConnectionLimits;
import dev.windrose.transport.h1.BodyPace;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.tcp.TcpTimeouts;
import dev.windrose.transport.tls.HelloReader;
import dev.windrose.transport.udp.UdpLimits;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Every number on the page about limits is one of the code. */
class LimitConstantsTest {
    private static final String ROOT = "dev.windrose.";

    private final List<String> expected = new ArrayList<>();

    /** A line of the page, as far as its limit; {@code values} take the places of {@code %s}. */
    private void line(String form, Object... values) {
        Object[] shown = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            shown[i] = values[i] instanceof Number number ? String.format(Locale.ROOT, "%,d", number) : values[i];
        }
        expected.add(form.formatted(shown));
    }

    @Test
    void everyNumberOfThePageIsOneOfTheCode() throws Exception {
        messages();
        times();
        services();
        http2();
        expressions();
        connections();
        overload();
        documents();
        List<String> page = page();
        for (String line : expected) {
            assertThat(page).anyMatch(each -> each.contains(line), line);
        }
        // A line that is new has its number here too.
        assertThat(page.stream()
                        .filter(line -> line.startsWith("|"))
                        .filter(line -> line.split("\\|", -1)[2].matches(".*\\d.*"))
                        .filter(line -> expected.stream().noneMatch(line::contains)))
                .isEmpty();
    }

    /** Each table's line on its own, and each paragraph as one line. */
    private static List<String> page() throws IOException {
        List<String> lines = new ArrayList<>();
        String text = Files.readString(Path.of("..", "docs", "limits.md"));
        for (String part : text.split("\n\n", -1)) {
            if (part.startsWith("|")) {
                lines.addAll(part.lines().toList());
            } else {
                lines.add(part.replace('\n', ' '));
            }
        }
        return lines;
    }

    private void messages() throws Exception {
        Limits limits = Limits.DEFAULT;
        assertThat(number("transport.h2.H2Fields", "MAX_LIST_BYTES")).isEqualTo(limits.headerBytes());
        assertThat(number("transport.h2.H2Fields", "MAX_FIELDS")).isEqualTo(limits.headerCount());
        line("counted as that line | %s |", kib(limits.startLineBytes()));
        line("| headers, counted after HPACK | %s, %s fields,", kib(limits.headerBytes()), limits.headerCount());
        long trailers = number("http.h1.BodyParser", "MAX_TRAILERS");
        line("| trailers of a request | %s, %s fields |", kib(limits.trailerBytes()), trailers);
        line("| trailers of a response | %s, %s fields |", kib(limits.trailerBytes()), trailers);
        line("| the method | %s bytes |", Methods.MAX_LENGTH);
        line("100 counted too | %s |", ResponseReceiver.MAX_INTERIM);
        line("| %s more of lines than of twice the data |", kib(number("http.h1.BodyParser", "MAX_OVERHEAD")));
    }

    private void times() throws Exception {
        ServerTimeouts times = ServerTimeouts.DEFAULT;
        line("a header block of HTTP/2 | %s s |", times.head().toSeconds());
        line("| between requests | %s s |", times.idle().toSeconds());
        line(
                "| between two parts of a body, before the response has begun | %s s |",
                times.body().toSeconds());
        line(
                "| a body's rate over %s s, before the response has begun | %s bytes/s |",
                times.body().toSeconds(), BodyPace.LEAST_BYTES_PER_SECOND);
        Duration detection = (Duration) constant("translate.MeshTranslator", "DETECTION");
        line("of a Service with [routes](configuration/mesh-routes.md) | %s s |", detection.toSeconds());
        line("takes nothing of a response | %s s |", times.write().toSeconds());
        line(
                "a stream of HTTP/2 on which nothing goes by | %s min |",
                times.stream().toMinutes());
        line("(WebSocket) on which nothing goes by | %s h |", times.tunnel().toHours());
        line(
                "| a connection's life | %s min, and up to a tenth more |",
                ConnectionLimits.DEFAULT.lifetime().toMinutes());
        line(
                "are not acknowledged (Linux) | %s s |",
                number("transport.upstream.Http2Connections", "UNACKNOWLEDGED_MILLIS") / 1000);
    }

    private void services() throws Exception {
        line("sent again by a rule with `retry` | %s |", kib(number("engine.exchange.BodyCopy", "MAX_BYTES")));
        line("certainly not processed | %s |", number("engine.exchange.Attempts", "MAX"));
        line(
                "| the answer of a service that authorizes | %s s, %s of body |",
                seconds(Duration.ofNanos(number("engine.exchange.Question", "LIMIT_NANOS"))),
                kib(number("engine.exchange.Question", "MAX_BYTES")));
        line("| a session's token | %s characters |", number("engine.session.SessionTokens", "LONGEST"));
    }

    private void http2() throws Exception {
        String handler = "transport.h2.H2Handler";
        line("| streams at once | %s |", number(handler, "MAX_STREAMS"));
        line(
                "| heads of all open streams together | %s |",
                kib(number("transport.h2.H2ServerConnection", "MAX_HEAD_BYTES")));
        assertThat(number(handler, "CONNECTION_WINDOW")).isEqualTo(1 << 20);
        line("| window of a stream, of the connection | %s, 1 MiB |", kib(number(handler, "STREAM_WINDOW")));
        line(
                "or by us for its mistakes | %s, and %s more each second; a stream that ends well gives one back |",
                budget("ofResets"));
        line(
                "for streams that are gone | %s, and %s more each second, and %s for each frame",
                budget("")[0], budget("")[1], number("transport.h2.FloodBudget", "PER_MESSAGE_FRAME"));
        long tiny = number("transport.h2.PeerGuard", "TINY_DATA");
        line("| parts of bodies below " + tiny + " bytes | %s, and %s more each second |", budget("ofTinyData"));
        line("| parts of bodies below " + tiny + " bytes | %s, and %s more each second |", budget("ofTinyAnswers"));
        line("refused ones counted too | %s, and %s more each second;", budget("ofResets"));
        line("| empty parts of bodies in a row | %s |", number(handler, "MAX_EMPTY_DATA"));
        line("| small CONTINUATION frames in a row | %s |", number(handler, "MAX_SMALL_CONTINUATIONS"));
    }

    private void expressions() throws Exception {
        String expressions = "translate.Expressions";
        line("| length | %s characters |", number(expressions, "LONGEST"));
        line("| groups in groups | %s |", number(expressions, "DEEPEST"));
        line("where one is in another | %s parts |", number(expressions, "MOST_REPEATS"));
    }

    private void connections() throws Exception {
        line("| in all, and at one listener | %s |", ConnectionLimits.DEFAULT.total());
        line("but for trusted proxies | %s |", ConnectionLimits.DEFAULT.perAddress());
        line(
                "goes by server name | %s, %s with the heads of its records, %s s |",
                kib(HelloReader.MAX_MESSAGE),
                kib(HelloReader.MAX_BYTES),
                ServerTimeouts.DEFAULT.head().toSeconds());
        line("tried for a connection of bytes | %s |", number("transport.tcp.TcpConnection", "MAX_ATTEMPTS"));
        line(
                "of bytes on which nothing goes by | %s h |",
                TcpTimeouts.DEFAULT.idle().toHours());
        line("datagrams at one listener | %s |", UdpLimits.DEFAULT.sessions());
        line("datagrams in silence | %s s |", UdpLimits.DEFAULT.idle().toSeconds());
        line("wait for a session's socket | %s |", number("transport.udp.UdpSession", "MAX_WAITING"));
        assertThat(number("transport.udp.SessionTable", "SPARED_NANOS"))
                .isEqualTo(Duration.ofSeconds(1).toNanos());
    }

    private void overload() throws Exception {
        double[] memory = (double[]) constant("transport.Overload", "MEMORY");
        long[] lags = (long[]) constant("transport.Overload", "LAG_NANOS");
        for (int i = 0; i < memory.length; i++) {
            line("| %s %% | %s s |", Math.round(memory[i] * 100), seconds(Duration.ofNanos(lags[i])));
        }
        Object empty = made(of("transport.Overload").getDeclaredConstructor());
        long sample = number("transport.Overload", "SAMPLE_MILLIS");
        assertThat(1000 / sample).isEqualTo(4);
        assertThat(((double[]) field(empty, "memory")).length * sample).isEqualTo(1000);
        assertThat(((long[]) field(empty, "lags")).length * sample).isEqualTo(3000);
    }

    private void documents() throws Exception {
        assertThat(YamlText.LARGEST).isEqualTo(32 << 20);
        line("A file of documents may have 32 MiB and %s documents,", YamlText.MOST_DOCUMENTS);
        line(
                "named by %s aliases, and what aliases repeat may add %s nodes to the file, %s levels deep",
                number("documents.yaml.Composer", "MOST_ALIASES"),
                number("documents.yaml.YamlText", "MOST_ADDED"),
                number("documents.yaml.Extent", "DEEPEST"));
        line("no document may have more than %s signs", YamlText.MOST_SIGNS);
        line(
                "%s listeners, %s parents and %s host names",
                number("documents.kind.Listener", "MOST"),
                number("documents.kind.Route$Head", "MOST_PARENTS"),
                number("documents.kind.Hostnames", "MOST"));
        line("Of each kind of problem, %s are told for a file.", Problems.MOST);
        line("Folders are looked into %s levels deep.", number("documents.FileTree", "DEEPEST"));
    }

    // ---- means

    private static String kib(long bytes) {
        assertThat(bytes % 1024).isZero();
        return bytes / 1024 + " KiB";
    }

    private static long seconds(Duration time) {
        assertThat(time.toMillis() % 1000).isZero();
        return time.toSeconds();
    }

    private static Class<?> of(String name) throws ReflectiveOperationException {
        return Class.forName(ROOT + name);
    }

    private static Object constant(String type, String name) throws ReflectiveOperationException {
        Field field = of(type).getDeclaredField(name);
        field.setAccessible(true);
        return field.get(null);
    }

    private static long number(String type, String name) throws ReflectiveOperationException {
        return ((Number) constant(type, name)).longValue();
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }

    private static Object made(Constructor<?> constructor, Object... arguments) throws ReflectiveOperationException {
        constructor.setAccessible(true);
        return constructor.newInstance(arguments);
    }

    /** How many frames at once, and how many more each second; the usual budget for "". */
    private static Object[] budget(String kind) throws ReflectiveOperationException {
        Class<?> type = of("transport.h2.FloodBudget");
        Object budget;
        if (kind.isEmpty()) {
            budget = made(type.getDeclaredConstructor(long.class), 0L);
        } else {
            Method factory = type.getDeclaredMethod(kind, long.class);
            factory.setAccessible(true);
            budget = factory.invoke(null, 0L);
        }
        long nanosPerFrame = (long) field(budget, "nanosPerFrame");
        return new Object[] {field(budget, "capacity"), Math.round(1e9 / nanosPerFrame)};
    }
}
