package dev.windrose.transport;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which Netty's leak detector finds a buffer, engine or context that nobody gave back. Registered for all classes by
 * {@code META-INF/services}, and so before the first class of Netty asks for a detector.
 */
public final class LeakCheck implements AfterAllCallback {
    private static final List<ResourceLeakDetector<Object>> DETECTORS = new CopyOnWriteArrayList<>();
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    static {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Listening());
    }

    /** Makes detectors that tell us what they find. */
    private static final class Listening extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings({"unchecked", "deprecation"}) // a detector of anything; the signature is Netty's
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval, long active) {
            ResourceLeakDetector<T> detector = new ResourceLeakDetector<>(type, interval);
            detector.setLeakListener((what, records) -> LEAKS.add(what + records));
            DETECTORS.add((ResourceLeakDetector<Object>) detector);
            return detector;
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        List<String> found = find();
        if (!found.isEmpty()) {
            throw new AssertionError("leaks: " + found.size() + " (expected: none)\n" + String.join("\n", found));
        }
    }

    /** What was found since the last call. */
    static List<String> find() throws InterruptedException {
        // What the first collection found is queued before the second begins.
        collect();
        collect();
        for (ResourceLeakDetector<Object> detector : DETECTORS) {
            // Each look at a new object is one at those that are gone.
            Object object = new Object();
            ResourceLeakTracker<Object> tracker = detector.trackForcibly(object);
            if (tracker != null) {
                tracker.close(object);
            }
        }
        List<String> found = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            found.add(leak);
        }
        return found;
    }

    /** Returns when garbage of this moment was collected. */
    private static void collect() throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        PhantomReference<Object> last = new PhantomReference<>(new Object(), queue);
        try {
            System.gc();
            if (queue.remove(TimeUnit.SECONDS.toMillis(10)) == null) {
                throw new IllegalStateException("no garbage was collected (expected: a JVM that does so when asked)");
            }
        } finally {
            Reference.reachabilityFence(last);
        }
    }
}
