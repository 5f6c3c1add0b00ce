package dev.playhead.capture;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a class whose instances are captured as the value that they contain, such as {@code Optional} and {@code
 * AtomicReference}.
 */
final class UnwrapShape extends ClassShape {
    private final Function<Object, @Nullable Object> unwrap;

    UnwrapShape(Verdict verdict, Function<Object, @Nullable Object> unwrap) {
        super(verdict);
        this.unwrap = unwrap;
    }

    @Override
    void map(Object value, DataMapper mapper) {
        mapper.open(new UnwrapFrame(value, unwrap));
    }

    @Override
    int walk(Object value, ClassShapes shapes, int budget) throws Throwable {
        return walkPart(unwrap.apply(value), shapes, budget);
    }

    private static final class UnwrapFrame extends Frame {
        private final Function<Object, @Nullable Object> unwrap;
        private boolean unwrapped;
        private @Nullable Object data;

        UnwrapFrame(Object source, Function<Object, @Nullable Object> unwrap) {
            super(source);
            this.unwrap = unwrap;
        }

        @Override
        void step(DataMapper mapper) {
            if (unwrapped) {
                mapper.finish(this, data);
            } else {
                unwrapped = true;
                mapper.visit(unwrap.apply(source));
            }
        }

        @Override
        void accept(@Nullable Object data) {
            this.data = data;
        }

        @Override
        int levelOfParts() {
            return level;
        }
    }
}
