#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <regex>
#include <set>

#include "cli/child.hpp"

using namespace coalesce::test;

namespace {

std::string printed(const std::vector<std::string>& arguments) {
    const Outcome outcome = coalesce_run(arguments);
    REQUIRE(outcome.code == 0);
    return outcome.out;
}

std::vector<std::string> matches(const std::string& text, const std::string& pattern) {
    const std::regex expression(pattern);
    std::vector<std::string> found;
    for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at) found.push_back((*at)[1]);
    return found;
}

/// Commands in the help of a command: the lines below "Subcommands:".
std::vector<std::string> commands_in(const std::string& help) {
    const std::size_t from = help.find("Subcommands:\n");
    if (from == std::string::npos) return {};
    return matches(help.substr(from, help.find("\n\n", from) - from), "\n  ([a-z-]+) ");
}

struct Page {
    std::vector<std::string> command;  ///< {"lab", "equiangular"}
    std::string help;
};

/// The help of the program and of every command.
std::vector<Page> pages(const std::vector<std::string>& command = {}) {
    std::vector<std::string> arguments = command;
    arguments.push_back("--help");
    std::vector<Page> found{{command, printed(arguments)}};
    for (const std::string& name : commands_in(found.front().help)) {
        arguments.back() = name;
        for (Page& page : pages(arguments)) found.push_back(std::move(page));
    }
    return found;
}

std::string joined(const std::vector<std::string>& words, const std::string& between) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
    return text;
}

/// Long options, as the lines of the help begin with them.
std::vector<std::string> options_of(const Page& page) {
    return matches(page.help, "\n  (?:-h,)?--([a-z-]+)");
}

/// What bash offers for a line's last word.
std::set<std::string> completed(const std::string& script, const std::vector<std::string>& line) {
    std::string command = "compopt() { :; }; . " + script + "; COMP_WORDS=(";
    for (const std::string& word : line) command += "'" + word + "' ";
    command += "); COMP_CWORD=" + std::to_string(line.size() - 1) + "; _coalesce; printf \"%s\\n\" \"${COMPREPLY[@]}\"";
    const std::string output = script + ".out";
    store(script + ".sh", command);
    REQUIRE(std::system(("bash " + script + ".sh >" + output).c_str()) == 0);
    std::istringstream stream(content(output));
    return {std::istream_iterator<std::string>(stream), {}};
}

}  // namespace

TEST_CASE("every option of every command is in the manual page and in the completion of each shell") {
    const std::string man = printed({"reference", "man"}), bash = printed({"reference", "bash"}),
                      zsh = printed({"reference", "zsh"}), fish = printed({"reference", "fish"});
    const std::vector<Page> all = pages();
    REQUIRE(all.size() == 15);  // the program, 11 commands and three laboratories
    std::size_t options = 0;
    for (const Page& page : all) {
        const std::string path = joined(page.command, " ");
        CAPTURE(path);
        // The part of the manual page that is about the command.
        const std::string head = page.command.empty() ? ".SH OPTIONS\n" : ".SS \"coalesce ";
        const std::regex hyphen("-");
        const std::string title = page.command.empty() ? head : head + std::regex_replace(path, hyphen, "\\-") + "\"\n";
        const std::size_t from = man.find(title);
        REQUIRE(from != std::string::npos);
        const std::string section = man.substr(from, man.find("\n.S", from + title.size()) - from);
        const std::vector<std::string> names = options_of(page);
        REQUIRE(std::count(names.begin(), names.end(), "help") == 1);
        options += names.size();
        const std::size_t words = bash.find("        '" + path + " -'*) ");
        REQUIRE(words != std::string::npos);
        const std::string offered = bash.substr(words, bash.find('\n', words) - words);
        const std::string function = "\n_coalesce" + std::string(path.empty() ? "" : "_") +
                                     std::regex_replace(path, std::regex("[ -]"), "_") + "() {\n";
        const std::size_t begins = zsh.find(function);
        REQUIRE(begins != std::string::npos);
        const std::string body = zsh.substr(begins, zsh.find("\n}\n", begins) - begins);
        for (const std::string& name : names) {
            CAPTURE(name);
            CHECK(section.find("\\-\\-" + std::regex_replace(name, hyphen, "\\-") + "\\fR") != std::string::npos);
            CHECK(std::regex_search(offered, std::regex("[ :]--" + name + "[ ']")));
            CHECK(body.find("--" + name + "[") != std::string::npos);
            const std::string seen = page.command.empty() ? "not __fish_seen_subcommand_from"
                                                          : "__fish_seen_subcommand_from " + page.command.back();
            const std::regex fish_line("complete -c coalesce -n '[^']*" + seen + "[^']*'[^'\n]* -l " + name + " ");
            CHECK(std::regex_search(fish, fish_line));
        }
    }
    CHECK(options > 120);
}

TEST_CASE("bash completes commands, options, values, shipped names and keys") {
    const Scratch scratch;
    const std::string script = scratch / "completion";
    store(script, printed({"reference", "bash"}));
    using Words = std::set<std::string>;
    CHECK(completed(script, {"coalesce", "rep"}) == Words{"reproduce", "repulsion"});
    CHECK(completed(script, {"coalesce", "lab", ""}) == Words{"single-location", "infinite-width", "equiangular"});
    CHECK(completed(script, {"coalesce", "reproduce", "ms"}) == Words{"ms1a", "ms1b", "ms2", "ms3", "ms4"});
    CHECK(completed(script, {"coalesce", "render", "ms2", "--theme", ""}) == Words{"dark", "light"});
    CHECK(completed(script, {"coalesce", "render", "ms2", "--theme", "=", "d"}) == Words{"dark"});
    CHECK(completed(script, {"coalesce", "render", "ms2", "--theme", "="}) == Words{"dark", "light"});
    CHECK(completed(script, {"coalesce", "render", "--tw"}) == Words{"--twin", "--twin-clock"});
    CHECK(completed(script, {"coalesce", "run", "--set", "model.b"}) == Words{"model.beta="});
    // A lesson can be filmed but not run.
    CHECK(completed(script, {"coalesce", "render", "three-p"}) == Words{"three-phases"});
    CHECK(completed(script, {"coalesce", "run", "three-p"}).empty());
    // The folder `lab` is the value of --out and names no command.
    CHECK(completed(script, {"coalesce", "run", "--out", "lab", "--the"}).empty());
    CHECK(completed(script, {"coalesce", "lab", "equiangular", "--the"}) == Words{"--theme"});
}

TEST_CASE(
    "the scripts of the shells that are installed have no errors of syntax, and the help does not list the command") {
    const Scratch scratch;
    for (const std::string shell : {"bash", "zsh", "fish"}) {
        CAPTURE(shell);
        if (std::system(("command -v " + shell + " >/dev/null").c_str()) != 0) continue;
        const std::string script = scratch / shell;
        store(script, printed({"reference", shell}));
        CHECK(std::system((shell + " -n " + script).c_str()) == 0);
    }
    CHECK(printed({"--help"}).find("reference") == std::string::npos);
    const Outcome wrong = coalesce_run({"reference", "tcsh"});
    CHECK(wrong.code == 2);
    CHECK(wrong.err.find("expected man, bash, zsh or fish") != std::string::npos);
}
