#include "cli/child.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace coalesce::test {
namespace {

constexpr unsigned longest_seconds = 1200;

[[noreturn]] void become_program(const std::vector<std::string>& arguments, const ChildOptions& options,
                                 const std::string& out, const std::string& err) {
    // The alarm ends a program that hangs; the test then fails by the exit code.
    ::alarm(longest_seconds);
    if (options.file_size_limit > 0) {
        const rlimit limit{static_cast<rlim_t>(options.file_size_limit), static_cast<rlim_t>(options.file_size_limit)};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    // A runner that puts tests into the background may have set it to be ignored.
    ::signal(SIGINT, SIG_DFL);
    if (options.address_space_limit > 0) {
        const auto bytes = static_cast<rlim_t>(options.address_space_limit);
        const rlimit limit{bytes, bytes};
        ::setrlimit(RLIMIT_AS, &limit);
    }
    ::unsetenv("DISPLAY");
    ::unsetenv("WAYLAND_DISPLAY");
    // Redirects descriptors, not streams: the buffered output of the parent stays the parent's.
    const bool redirected = ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO) >= 0 &&
                            ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO) >= 0;
    std::vector<char*> words{const_cast<char*>(COALESCE_PROGRAM)};
    for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    if (redirected) ::execv(COALESCE_PROGRAM, words.data());
    ::_exit(127);
}

void signal_when_said(pid_t child, const ChildOptions& options, const std::string& out) {
    const std::string its_program = "/proc/" + std::to_string(child) + "/exe";
    const auto due = [&] {
        // Before exec the child still runs this test's handlers.
        std::error_code ignored;
        if (std::filesystem::read_symlink(its_program, ignored).filename() !=
            std::filesystem::path(COALESCE_PROGRAM).filename())
            return false;
        return content(out).find(options.signal_after) != std::string::npos &&
               (!options.signal_when || options.signal_when());
    };
    while (!due()) {
        siginfo_t info{};
        // WNOWAIT leaves the child for the caller to reap.
        if (::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != 0)
            return;
        ::usleep(2000);
    }
    ::kill(child, options.signal);
}

}  // namespace

Scratch::Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "coalesce-cli-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    path = name;
}

Outcome coalesce_run(const std::vector<std::string>& arguments, const ChildOptions& options) {
    const Scratch folder;
    const std::string out = options.standard_output.empty() ? folder / "out" : options.standard_output;
    const std::string err = folder / "err";
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("no child process");
    if (child == 0) become_program(arguments, options, out, err);
    if (options.signal != 0) signal_when_said(child, options, out);
    int status = 0;
    ::waitpid(child, &status, 0);
    Outcome outcome{WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status),
                    options.standard_output.empty() ? content(out) : "", content(err)};
    // GCC 12's leak checker, which runs at the very end of a process, may itself crash on threads that are just
    // leaving; it then replaces the program's exit code by 1. .ci/sanitize.sh runs such a test again.
    if (outcome.err.find("LeakSanitizer has encountered a fatal error") != std::string::npos)
        std::fprintf(stderr, "leak checker crashed: %s\n", outcome.err.c_str());
    return outcome;
}

}  // namespace coalesce::test
