package dev.windrose.dataplane.edits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.dataplane.Dataplane;
import dev.windrose.dataplane.FileConfiguration;
import dev.windrose.dataplane.LogLevel;
import dev.windrose.dataplane.PeerSettings;
import dev.windrose.dataplane.RawClient;
import dev.windrose.dataplane.TestCertificate;
import dev.windrose.dataplane.TinyBackend;
import dev.windrose.dataplane.source.FileSource;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.loop.IoKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway from a folder of documents, clients that never pause, and a thousand edits: no request fails, and each edit takes effect. The
 * waits for quiet files are shorter than usual, so that the test ends in time; half of the edits are awaited one by one, the others come in bursts.
 */
@Timeout(240)
class ThousandEditsTest {
    private static final int EDITS = 1000;
    private static final int BURST = 5;
    private static final int ROUTES = 12;
    /** Routes below this index are never removed, and so must never be missed. */
    private static final int LASTING = 4;

    private static final FileSource.Timing QUICK =
            new FileSource.Timing(Duration.ofMillis(10), Duration.ofMillis(500), Duration.ofMillis(500));

    private static final List<Writing> WAYS = List.of(Writing.values());

    private final Random random = new Random(20_260_101);
    private final SSLContext tls = TestCertificate.trustAll();
    private final Map<String, Callable<Boolean>> awaited = new LinkedHashMap<>();
    private final List<String> lasting = new ArrayList<>(List.of("/always"));
    private TinyBackend a;
    private TinyBackend b;
    private int plain;
    private int secure;
    private volatile int extra;
    private EditedFolder files;
    private @Nullable RawClient admin;

    @TempDir
    Path folder;

    @BeforeEach
    void writeDocuments() throws IOException {
        a = new TinyBackend("a");
        b = new TinyBackend("b");
        plain = freePort();
        secure = freePort();
        files = new EditedFolder(folder, plain, secure, new int[] {a.port(), b.port()});
        files.gateway(0, Writing.IN_PLACE);
        files.certificate(TestCertificate.make(), Writing.IN_PLACE);
        files.weights(0, 50, Writing.IN_PLACE);
        files.mounted(0);
        for (int i = 0; i < LASTING; i++) {
            files.route(i, 0, Writing.IN_PLACE);
            lasting.add("/r" + i);
        }
        for (int i = 0; i < EditedFolder.MOUNTED; i++) {
            lasting.add("/m" + i);
        }
    }

    @AfterEach
    void stopBackends() throws IOException {
        a.close();
        b.close();
    }

    @Test
    void aThousandEditsUnderConstantLoadLoseNoRequest() throws Exception {
        try (Dataplane dataplane = start();
                Load load = new Load(lasting)) {
            admin = RawClient.plain(
                    Objects.requireNonNull(dataplane.adminAddress()).getPort());
            load.plain(plain);
            load.plain(plain);
            load.secure(secure);
            load.streams(secure);
            load.moving(() -> extra);
            for (int edit = 1; edit <= EDITS; edit++) {
                edit(edit);
                boolean alone = edit % (2 * BURST) < BURST;
                if (alone || edit % BURST == 0) {
                    awaitAll(edit, load);
                }
            }
            awaitAll(EDITS, load);
            assertThat(load.failures()).isEmpty();
            assertThat(load.requests()).isGreaterThan(EDITS);
            assertThat(a.requests()).isPositive();
            assertThat(b.requests()).isPositive();
        }
    }

    private Dataplane start() throws IOException {
        Dataplane.Options options = new Dataplane.Options(
                2,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                null,
                null,
                LogLevel.FIXED,
                QUICK,
                PeerSettings.NONE,
                ServerTimeouts.DEFAULT,
                IoKind.AUTO);
        return Dataplane.assemble(options, new FileConfiguration(List.of(folder)), List.of(folder));
    }

    // ---- edits

    private void edit(int version) throws IOException {
        Writing how = WAYS.get(random.nextInt(WAYS.size()));
        switch (random.nextInt(20)) {
            case 0, 1 -> certificate(how);
            case 2, 3 -> listener(how);
            case 4, 5, 6 -> weights(version, how);
            case 7, 8 -> broken(version, how);
            case 9, 10, 11 -> mounted(version);
            case 12 -> removed(LASTING + random.nextInt(ROUTES - LASTING));
            default -> route(random.nextInt(ROUTES), version, how);
        }
    }

    private void route(int index, int version, Writing how) throws IOException {
        files.route(index, version, how);
        awaited.put("/r" + index, () -> answers("/r" + index, version));
    }

    private void removed(int index) throws IOException {
        Files.deleteIfExists(files.route(index));
        awaited.put("/r" + index, () -> get("/r" + index).status() == 404);
    }

    private void mounted(int version) throws IOException {
        files.mounted(version);
        for (int i = 0; i < EditedFolder.MOUNTED; i++) {
            String path = "/m" + i;
            awaited.put(path, () -> answers(path, version));
        }
    }

    private void weights(int version, Writing how) throws IOException {
        files.weights(version, random.nextInt(101), how);
        awaited.put("/always", () -> answers("/always", version));
    }

    private void certificate(Writing how) throws IOException {
        TestCertificate fresh = TestCertificate.make();
        files.certificate(fresh, how);
        awaited.put("certificate", () -> {
            try (RawClient client = RawClient.secure(tls, secure)) {
                X509Certificate shown =
                        (X509Certificate) client.tls().getSession().getPeerCertificates()[0];
                return shown.getSerialNumber().equals(fresh.serial());
            }
        });
    }

    /** Added, moved to another port, or removed. */
    private void listener(Writing how) throws IOException {
        int old = extra;
        int next = old != 0 && random.nextInt(3) == 0 ? 0 : freePort();
        // From here on, a new connection to the old port may be refused.
        extra = 0;
        files.gateway(next, how);
        awaited.put("listener", () -> {
            boolean done = (old == 0 || isClosed(old)) && (next == 0 || isServed(next));
            if (done) {
                extra = next;
            }
            return done;
        });
    }

    /** A broken file keeps what it said before, and the admin endpoint says where it is broken; then it is mended. */
    private void broken(int version, Writing how) throws IOException {
        int index = random.nextInt(LASTING);
        how.write(files.route(index), "apiVersion: [" + version);
        String place = files.route(index).getFileName() + ":1:";
        try {
            await("broken r" + index, () -> problems().contains(place));
        } catch (Exception e) {
            throw new IOException(e);
        }
        route(index, version, how);
    }

    // ---- effects

    private void awaitAll(int edit, Load load) throws Exception {
        for (Map.Entry<String, Callable<Boolean>> effect : awaited.entrySet()) {
            await("edit " + edit + ": " + effect.getKey() + ", failures " + load.failures(), effect.getValue());
        }
        awaited.clear();
        assertThat(load.failures()).as("failures up to edit " + edit).isEmpty();
    }

    private static void await(String what, Callable<Boolean> effect) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!effect.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private boolean answers(String path, int version) throws IOException {
        RawClient.Answer answer = get(path);
        return answer.status() == 200 && answer.header("x-version").equals(Integer.toString(version));
    }

    private RawClient.Answer get(String path) throws IOException {
        try (RawClient client = RawClient.plain(plain)) {
            return client.get(path);
        }
    }

    private String problems() throws IOException {
        return Objects.requireNonNull(admin).get("/config").body();
    }

    private boolean isServed(int port) {
        try (RawClient client = RawClient.plain(port)) {
            return client.get("/always").status() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean isClosed(int port) {
        try (RawClient _ = RawClient.plain(port)) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
