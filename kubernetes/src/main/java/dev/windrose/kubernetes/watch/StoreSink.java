package dev.windrose.kubernetes.watch;

import dev.windrose.kubernetes.api.ObjectKey;
import dev.windrose.kubernetes.watch.Store.Change;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Keeps in the store what one query gives. */
final class StoreSink implements Sink {
    private final Store store;
    private final Query query;
    private final Predicate<ObjectKey> kept;
    private final Listener listener;

    /** Hears of changes of the store. */
    interface Listener {
        /** @param key of the one object that changed; null for several */
        void changed(Change change, @Nullable ObjectKey key);
    }

    /** @param kept which of the objects are kept at all */
    StoreSink(Store store, Query query, Predicate<ObjectKey> kept, Listener listener) {
        this.store = store;
        this.query = query;
        this.kept = kept;
        this.listener = listener;
    }

    @Override
    public void replace(List<Map<String, Object>> objects, String cluster) {
        List<Map<String, Object>> wanted =
                objects.stream().filter(each -> kept.test(ObjectKey.of(each))).toList();
        listener.changed(store.replace(query, wanted, cluster), null);
    }

    @Override
    public void put(Map<String, Object> object) {
        ObjectKey key = ObjectKey.of(object);
        if (kept.test(key)) {
            listener.changed(store.put(object), key);
        }
    }

    @Override
    public void remove(Map<String, Object> object) {
        ObjectKey key = ObjectKey.of(object);
        listener.changed(store.remove(key), key);
    }
}
