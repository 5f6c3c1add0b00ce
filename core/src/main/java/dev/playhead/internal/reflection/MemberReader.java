package dev.playhead.internal.reflection;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads several members of one object at once: getters that give references, and getters that give numbers.
 *
 * <p>The handles of the getters are constants of hidden classes, so that the JVM compiles direct calls. Their bytes are those
 * of {@link MemberReaderTemplate}; none are written here.
 *
 * <p><b>Threading.</b> Immutable.
 */
public abstract class MemberReader {
    private static final MethodType REFERENCE = MethodType.methodType(Object.class, Object.class);
    private static final MethodType NUMBER = MethodType.methodType(long.class, Object.class);
    private static final MethodHandle DOUBLE_BITS = doubleBits();

    MemberReader() {}

    /**
     * One member.
     *
     * @param member its number, by which an interruption names it
     * @param getter takes the object, and gives what the member is declared as
     * @param isNumber whether it goes to the numbers: a byte, short, int or long, or the bits of a double
     * @param slot its index there, or among the references
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
     * What a getter threw. Those before it were read, those behind it were not called.
     *
     * @param member the number of its member
     * @param thrown what it threw
     */
    public record Interruption(int member, Throwable thrown) {}

    /**
     * Reads the members in order, each once.
     *
     * @param owner the object
     * @param references takes the references
     * @param numbers takes the numbers
     * @return null if no getter threw
     */
    public abstract @Nullable Interruption read(Object owner, @Nullable Object[] references, long[] numbers);

    /**
     * Makes a reader.
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
            // Where no classes can be made, or ours are not to be read, the handles by themselves do the same.
            return new MemberLoop(new MemberHandles(members, 0, members.size(), null));
        }
    }

    private static byte[] template() throws IOException {
        String name = "MemberReaderTemplate.class";
        try (InputStream in = MemberReader.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is not to be found");
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
