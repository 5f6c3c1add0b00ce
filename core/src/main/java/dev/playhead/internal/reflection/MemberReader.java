package dev.playhead.internal.reflection;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reader of several members of one object at once. Some getters return references, and others return numbers.
 *
 * <p>The handles of the getters are constants of hidden classes, so that the JVM compiles direct calls. The bytes of
 * these classes are those of {@link MemberReaderTemplate}; no bytecode is generated here.
 *
 * <p><b>Threading.</b> Immutable.
 */
public abstract class MemberReader {
    private static final MethodType REFERENCE = MethodType.methodType(Object.class, Object.class);
    private static final MethodType NUMBER = MethodType.methodType(long.class, Object.class);
    private static final MethodHandle DOUBLE_BITS = doubleBits();

    MemberReader() {}

    /**
     * A member to read.
     *
     * @param member its number, which identifies it in an {@link Interruption}
     * @param getter the getter; it takes the object and returns the declared type of the member
     * @param isNumber whether the value is stored with the numbers: a byte, short, int or long, or the bits of a double
     * @param slot its index in the numbers or in the references
     */
    public record Member(int member, MethodHandle getter, boolean isNumber, int slot) {
        MethodHandle handle() {
            if (!isNumber) {
                return getter.asType(REFERENCE);
            }
            boolean isReal = getter.type().returnType() == double.class;
            return (isReal ? MethodHandles.filterReturnValue(getter, DOUBLE_BITS) : getter).asType(NUMBER);
        }

        int signedSlot() {
            return isNumber ? ~slot : slot;
        }
    }

    /**
     * An exception thrown by a getter. The members before the getter's member were read. Later getters were not called.
     *
     * @param member the number of the getter's member
     * @param thrown the exception
     */
    public record Interruption(int member, Throwable thrown) {}

    /**
     * Reads the members in order, each once, until a getter throws an exception.
     *
     * @param owner the object
     * @param references receives the references
     * @param numbers receives the numbers
     * @return the exception that a getter threw, with its member; null if no getter threw an exception
     */
    public abstract @Nullable Interruption read(Object owner, @Nullable Object[] references, long[] numbers);

    /**
     * Returns a reader of the given members.
     *
     * @param members the members
     * @return the reader
     */
    public static MemberReader of(List<Member> members) {
        if (members.isEmpty()) {
            return new MemberLoop(new MemberHandles(members, 0, 0, null));
        }
        try {
            byte[] template = template();
            int first = (members.size() - 1) / MemberReaderTemplate.MOST * MemberReaderTemplate.MOST;
            MemberReader reader = hidden(template, new MemberHandles(members, first, members.size(), null));
            while (first > 0) {
                int end = first;
                first -= MemberReaderTemplate.MOST;
                reader = hidden(template, new MemberHandles(members, first, end, reader));
            }
            return reader;
        } catch (IOException | ReflectiveOperationException | UnsupportedOperationException e) {
            // No class can be defined, or the template cannot be read. A loop over the handles gives the same results.
            return new MemberLoop(new MemberHandles(members, 0, members.size(), null));
        }
    }

    private static byte[] template() throws IOException {
        String name = "MemberReaderTemplate.class";
        try (InputStream in = MemberReader.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " was not found");
            }
            return in.readAllBytes();
        }
    }

    private static MemberReader hidden(byte[] template, MemberHandles members) throws ReflectiveOperationException {
        Class<?> made = MethodHandles.lookup()
                .defineHiddenClassWithClassData(template, members, true)
                .lookupClass();
        return (MemberReader) made.getDeclaredConstructor().newInstance();
    }

    private static MethodHandle doubleBits() {
        try {
            MethodType type = MethodType.methodType(long.class, double.class);
            return MethodHandles.lookup().findStatic(Double.class, "doubleToRawLongBits", type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
