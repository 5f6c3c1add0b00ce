package dev.playhead.consumer;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

/** Runs the tests of a sample that is a test class. */
final class TestMethods {
    private TestMethods() {}

    public static void main(String[] arguments) throws Exception {
        Class<?> type = Class.forName(arguments[0]);
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        int tests = 0;
        for (Method method : type.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                method.setAccessible(true);
                method.invoke(constructor.newInstance());
                tests++;
            }
        }
        if (tests == 0) {
            throw new IllegalStateException(type + " has no test");
        }
    }
}
