package dev.windrose.translate;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is worked out from others, and from one translation to the next only when one of those has become another. If it then comes to
 * the same as before, nothing that rests on it is worked out again.
 */
final class Kept<T> extends Answer {
    private final Draft draft;
    private final Supplier<T> work;
    private @Nullable T value;
    private @Nullable Part part;
    private int checked;

    Kept(Draft draft, Supplier<T> work) {
        this.draft = draft;
        this.work = work;
    }

    /** The answer; who asks now rests on it, and adds what it adds. */
    T ask() {
        T current = see();
        add();
        return current;
    }

    /** Adds what the answer adds, which was {@link #see seen} before. */
    void add() {
        if (part != null) {
            draft.add(part);
        }
    }

    /** The answer; who asks now rests on it, and does not add what it adds. */
    T see() {
        T current = current();
        draft.ask(this);
        return current;
    }

    @Override
    boolean isNewerThan(int translation) {
        current();
        return super.isNewerThan(translation);
    }

    private T current() {
        T known = value;
        if (known != null && checked == draft.translation()) {
            return known;
        }
        Part before = part;
        if (known != null && before != null && before.stands(checked)) {
            checked = draft.translation();
            return known;
        }
        return again(known, before);
    }

    private T again(@Nullable T known, @Nullable Part before) {
        Part.@Nullable Gathering outer = draft.begin();
        T made;
        Part done;
        try {
            made = work.get();
        } finally {
            done = draft.end(outer);
        }
        boolean same = before != null && made.equals(known) && done.addsAs(before);
        if (!same) {
            since(draft.translation());
        }
        T result = same && known != null ? known : made;
        value = result;
        part = done;
        checked = draft.translation();
        return result;
    }
}
