package dev.playhead.event;

import java.util.AbstractList;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** An immutable list of plain data. */
final class DataList extends AbstractList<@Nullable Object> implements RandomAccess {
    private final @Nullable Object[] elements;

    DataList(@Nullable Object[] elements) {
        this.elements = elements;
    }

    @Override
    public @Nullable Object get(int index) {
        return elements[index];
    }

    @Override
    public int size() {
        return elements.length;
    }
}
