package dev.playhead.capture;

import dev.playhead.event.PlainData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A class whose instances become maps with fixed keys: records, beans, exceptions. */
final class MembersShape extends ClassShape {
    /** One value that an object holds. */
    interface Getter {
        @Nullable
        Object get(Object owner) throws Throwable;
    }

    /**
     * One entry of the map.
     *
     * @param name the key
     * @param getter gives the value
     * @param verdict what the declared type says of the values
     */
    record Member(String name, Getter getter, Verdict verdict) {}

    private final String[] names;
    private final Getter[] getters;
    private final boolean[] cut;
    /** The members that a walk has to look at; the others cannot change. */
    private final Getter[] walked;

    MembersShape(Verdict verdict, List<Member> members, FieldRules sensitive) {
        super(verdict);
        names = members.stream().map(Member::name).toArray(String[]::new);
        getters = members.stream().map(Member::getter).toArray(Getter[]::new);
        walked = members.stream()
                .filter(member -> member.verdict() == Verdict.WALK)
                .map(Member::getter)
                .toArray(Getter[]::new);
        cut = new boolean[names.length];
        for (int i = 0; i < cut.length; i++) {
            cut[i] = sensitive.isSensitive(names[i]);
        }
    }

    @Override
    void map(Object value, DataMapper mapper) {
        mapper.open(new MembersFrame(value));
    }

    @Override
    @Nullable
    Object flat(Object value, Runnable onCut) throws Throwable {
        // Accessors that are not generated may have side effects, and are called once.
        if (verdict() == Verdict.COPY || names.length > MAX_FLAT_PARTS) {
            return NOT_FLAT;
        }
        @Nullable Object[] values = new Object[names.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = flatPart(getters[i].get(value));
            if (values[i] == NOT_FLAT) {
                return NOT_FLAT;
            }
        }
        return PlainData.ofPlain(names, values);
    }

    @Override
    int walk(Object value, ClassShapes shapes, int budget) throws Throwable {
        int left = budget;
        for (int i = 0; i < walked.length && left != MAY_CHANGE; i++) {
            left = walkPart(walked[i].get(value), shapes, left);
        }
        return left;
    }

    private final class MembersFrame extends Frame {
        private final @Nullable Object[] values = new Object[names.length];
        private int next;

        MembersFrame(Object source) {
            super(source);
        }

        @Override
        void step(DataMapper mapper) {
            while (next < names.length) {
                visitNext(mapper);
                if (!mapper.isTop(this)) {
                    return;
                }
            }
            mapper.finish(this, PlainData.ofPlain(names, values));
        }

        private void visitNext(DataMapper mapper) {
            if (cut[next]) {
                mapper.cutOut();
                return;
            }
            Object value;
            try {
                value = getters[next].get(source);
            } catch (Throwable thrown) {
                mapper.threw(thrown);
                return;
            }
            mapper.visit(value);
        }

        @Override
        void accept(@Nullable Object data) {
            values[next++] = data;
        }
    }
}
