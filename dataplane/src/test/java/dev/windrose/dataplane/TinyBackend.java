package dev.windrose.dataplane;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A service that answers with its name, or with the request's head; {@code /held} is answered when the test says so. */
public final class TinyBackend implements AutoCloseable {
    private final String name;
    private final SmallServer server;
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();

    public TinyBackend(String name) throws IOException {
        this.name = name;
        this.server = SmallServer.start(this::serve);
    }

    public int port() {
        return server.port();
    }

    public int requests() {
        return requests.get();
    }

    /** Waits until a request for {@code /held} has come. */
    public void awaitHeld() throws InterruptedException {
        held.await();
    }

    /** Answers what is held. */
    public void release() {
        release.countDown();
    }

    private void serve(Socket client) throws IOException, InterruptedException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        for (String head = SmallServer.head(in); !head.isEmpty(); head = SmallServer.head(in)) {
            requests.incrementAndGet();
            if (head.contains(" /held ")) {
                held.countDown();
                release.await();
            }
            String body = head.contains(" /echo ") ? head : name;
            client.getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @Override
    public void close() throws IOException {
        release.countDown();
        server.close();
    }
}
