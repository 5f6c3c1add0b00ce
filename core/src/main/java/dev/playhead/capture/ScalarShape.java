package dev.playhead.capture;

import dev.playhead.event.Marker.Reason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The shape of a class whose instances have no parts, such as numbers, texts and dates. */
final class ScalarShape extends ClassShape {
    /**
     * The maximum length of a number in bits, about 100,000 decimal digits. Conversion of longer numbers to text and
     * back takes seconds.
     */
    private static final int MAX_BITS = 332_193;

    private final Function<Object, @Nullable Object> toData;

    ScalarShape(Verdict verdict, Function<Object, @Nullable Object> toData) {
        super(verdict);
        this.toData = toData;
    }

    @Override
    void map(Object value, DataMapper mapper) {
        if (isTooLong(value)) {
            mapper.replace(Reason.SIZE, value.getClass().getName());
        } else {
            mapper.scalar(toData.apply(value));
        }
    }

    @Override
    int walk(Object value, ClassShapes shapes, int budget) {
        return isTooLong(value) ? MAY_CHANGE : budget;
    }

    /**
     * {@return the plain data of a value if the value can never change and is not long; otherwise {@link #NOT_FLAT}}
     */
    @Nullable
    Object flat(Object value) {
        if (verdict() != Verdict.ALWAYS || isTooLong(value)) {
            return NOT_FLAT;
        }
        Object data = toData.apply(value);
        return data instanceof String text && text.length() > MAX_FLAT_CHARS ? NOT_FLAT : data;
    }

    private static boolean isTooLong(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.unscaledValue().bitLength() > MAX_BITS;
        }
        return value instanceof BigInteger integer && integer.bitLength() > MAX_BITS;
    }
}
