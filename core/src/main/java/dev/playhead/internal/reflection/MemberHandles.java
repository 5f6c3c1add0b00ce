package dev.playhead.internal.reflection;

import dev.playhead.internal.reflection.MemberReader.Interruption;
import dev.playhead.internal.reflection.MemberReader.Member;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The handles that read consecutive members of an object: up to {@link MemberReaderTemplate#MOST} members for a hidden
 * class, and all members for a {@link MemberLoop}.
 */
final class MemberHandles {
    private final MethodHandle[] handles;
    /**
     * The slot of each member: an index into the array {@code references} of {@link #read} or, if negative, the bitwise
     * complement of an index into the array {@code numbers} of that method.
     */
    private final int[] slots;

    private final int[] numbers;
    private final @Nullable MemberReader rest;

    /** Creates the handles of the members in a range, with the reader of the members after this range. */
    MemberHandles(List<Member> members, int first, int end, @Nullable MemberReader rest) {
        List<Member> own = members.subList(first, end);
        this.handles = own.stream().map(Member::handle).toArray(MethodHandle[]::new);
        this.slots = own.stream().mapToInt(Member::signedSlot).toArray();
        this.numbers = own.stream().mapToInt(Member::member).toArray();
        this.rest = rest;
    }

    int count() {
        return handles.length;
    }

    @Nullable
    MemberReader rest() {
        return rest;
    }

    /** Returns the handle of a member, or the last handle if the position exceeds the last member. */
    MethodHandle handle(int position) {
        return handles[Math.min(position, handles.length - 1)];
    }

    /** Returns the signed slot of a member, or the last slot if the position exceeds the last member. */
    int slot(int position) {
        return slots[Math.min(position, slots.length - 1)];
    }

    Interruption interruption(int position, Throwable thrown) {
        return new Interruption(numbers[position], thrown);
    }

    static void read(MethodHandle handle, int slot, Object owner, @Nullable Object[] references, long[] numbers)
            throws Throwable {
        if (slot < 0) {
            numbers[~slot] = (long) handle.invokeExact(owner);
        } else {
            references[slot] = (Object) handle.invokeExact(owner);
        }
    }
}
