@echo off
rem Runs the playhead command from a checkout, and builds it first where it is missing.
rem After changing its sources, delete cli\target\playhead.jar or run mvnw verify; only the Unix script sees changes by itself.
rem PLAYHEAD_JAVA_OPTS holds further options for the virtual machine.
setlocal

set "ROOT=%~dp0"
set "JAR=%ROOT%cli\target\playhead.jar"

set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
rem The option came with Java 17; anything older refuses to start.
"%JAVA%" --enable-native-access=java.base -version >nul 2>&1
if errorlevel 1 (
  echo playhead: no Java 17 or later found; install one, or set JAVA_HOME 1>&2
  exit /b 1
)

if not exist "%JAR%" (
  echo Building Playhead ^(first use, about a minute^)... 1>&2
  pushd "%ROOT%"
  call mvnw.cmd --quiet --batch-mode --no-transfer-progress -Dplayhead.quick -pl cli -am package 1>&2 <nul
  popd
  if not exist "%ROOT%cli\target\quick\playhead.jar" (
    echo playhead: the build failed; its messages are above 1>&2
    exit /b 1
  )
  move /y "%ROOT%cli\target\quick\playhead.jar" "%JAR%" >nul
)

"%JAVA%" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 %PLAYHEAD_JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
