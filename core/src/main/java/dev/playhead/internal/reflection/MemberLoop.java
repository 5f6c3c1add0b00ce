package dev.playhead.internal.reflection;

import org.jspecify.annotations.Nullable;

/**
 * A reader that calls handles in a loop, for use if no hidden class can be defined or there are no members. The JVM
 * cannot treat these handles as constants.
 */
final class MemberLoop extends MemberReader {
    private final MemberHandles members;

    MemberLoop(MemberHandles members) {
        this.members = members;
    }

    @Override
    public @Nullable Interruption read(Object owner, @Nullable Object[] references, long[] numbers) {
        for (int i = 0; i < members.count(); i++) {
            try {
                MemberHandles.read(members.handle(i), members.slot(i), owner, references, numbers);
            } catch (Throwable thrown) {
                return members.interruption(i, thrown);
            }
        }
        return null;
    }
}
