package dev.playhead.internal.reflection;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * The template of hidden classes; not used directly. The JVM treats the static final fields of a hidden class as
 * constants. It therefore inlines the calls of the getters, and removes the calls for members that do not exist.
 */
final class MemberReaderTemplate extends MemberReader {
    /** The maximum number of members that one hidden class reads. Another hidden class reads the remaining members. */
    static final int MOST = 8;

    private static final MemberHandles MEMBERS = members();
    private static final @Nullable MemberReader REST = MEMBERS.rest();
    private static final int COUNT = MEMBERS.count();
    private static final MethodHandle H0 = MEMBERS.handle(0);
    private static final MethodHandle H1 = MEMBERS.handle(1);
    private static final MethodHandle H2 = MEMBERS.handle(2);
    private static final MethodHandle H3 = MEMBERS.handle(3);
    private static final MethodHandle H4 = MEMBERS.handle(4);
    private static final MethodHandle H5 = MEMBERS.handle(5);
    private static final MethodHandle H6 = MEMBERS.handle(6);
    private static final MethodHandle H7 = MEMBERS.handle(7);
    private static final int S0 = MEMBERS.slot(0);
    private static final int S1 = MEMBERS.slot(1);
    private static final int S2 = MEMBERS.slot(2);
    private static final int S3 = MEMBERS.slot(3);
    private static final int S4 = MEMBERS.slot(4);
    private static final int S5 = MEMBERS.slot(5);
    private static final int S6 = MEMBERS.slot(6);
    private static final int S7 = MEMBERS.slot(7);

    MemberReaderTemplate() {}

    private static MemberHandles members() {
        try {
            return MethodHandles.classData(MethodHandles.lookup(), "_", MemberHandles.class);
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public @Nullable Interruption read(Object owner, @Nullable Object[] references, long[] numbers) {
        int done = 0;
        try {
            if (COUNT > 0) {
                MemberHandles.read(H0, S0, owner, references, numbers);
                done = 1;
            }
            if (COUNT > 1) {
                MemberHandles.read(H1, S1, owner, references, numbers);
                done = 2;
            }
            if (COUNT > 2) {
                MemberHandles.read(H2, S2, owner, references, numbers);
                done = 3;
            }
            if (COUNT > 3) {
                MemberHandles.read(H3, S3, owner, references, numbers);
                done = 4;
            }
            if (COUNT > 4) {
                MemberHandles.read(H4, S4, owner, references, numbers);
                done = 5;
            }
            if (COUNT > 5) {
                MemberHandles.read(H5, S5, owner, references, numbers);
                done = 6;
            }
            if (COUNT > 6) {
                MemberHandles.read(H6, S6, owner, references, numbers);
                done = 7;
            }
            if (COUNT > 7) {
                MemberHandles.read(H7, S7, owner, references, numbers);
                done = 8;
            }
        } catch (Throwable thrown) {
            return MEMBERS.interruption(done, thrown);
        }
        return REST == null ? null : REST.read(owner, references, numbers);
    }
}
