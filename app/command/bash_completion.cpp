#include "command/shell_text.hpp"

namespace coalesce::command {
namespace {

/// The function takes the words before the cursor apart, by the tables that stand before this text, and asks them
/// again. In the array of words bash has "=" on its own: `--theme=dark` is three words.
constexpr const char* function_text = R"bash(_coalesce() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= skip= i
    if [ "$word" = = ]; then
        word=
    elif [ "$before" = = ]; then
        before=${COMP_WORDS[COMP_CWORD-2]}
    fi
    for ((i = 1; i < COMP_CWORD; ++i)); do
        if [ -n "$skip" ]; then
            [ "${COMP_WORDS[i]}" = = ] || skip=
        elif [ -n "$(_coalesce_values "$command" "${COMP_WORDS[i]}")" ]; then
            skip=1
        elif [[ " $(_coalesce_commands "$command") " = *" ${COMP_WORDS[i]} "* ]]; then
            command=${command:+$command }${COMP_WORDS[i]}
        fi
    done
    local values=$(_coalesce_values "$command" "$before")
    [ -n "$values" ] || values=$(_coalesce_words "$command" "$word")
    local words=${values#*:} kind=${values%%:*}
    COMPREPLY=($(compgen -W "$words" -- "$word"))
    case $kind in
        file) compopt -o filenames && mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$word") ;;
        folder) compopt -o filenames && mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$word") ;;
    esac
    [[ ${COMPREPLY[0]} != *= ]] || compopt -o nospace
}
complete -F _coalesce coalesce
)bash";

const char* kind_text(ValueKind kind) {
    return kind == ValueKind::file ? "file:" : kind == ValueKind::folder ? "folder:" : "word:";
}

/// The lines of a case for the options of a command that take a value: `'run --out') echo 'folder:' ;;`.
std::string value_cases(const std::string& path, const CommandEntry& command) {
    std::string text;
    for (const OptionEntry& option : command.options) {
        if (option.positional || option.value.empty()) continue;
        std::string patterns;
        for (const std::string& name : option.names)
            patterns += (patterns.empty() ? "" : "|") + quoted(path + " " + name);
        text += "        " + patterns + ") echo " + quoted(kind_text(kind_of_value(option)) + spaced(option.choices)) +
                " ;;\n";
    }
    return text;
}

/// Names of the options that a command knows.
std::string option_words(const CommandEntry& command) {
    std::string words;
    for (const OptionEntry& option : command.options)
        if (!option.positional) words += (words.empty() ? "" : " ") + spaced(option.names);
    return words;
}

/// Lists the words that may stand where no option is: commands, and what the first positional argument takes.
std::string word_text(const CommandEntry& command) {
    std::string words = spaced(names_of_commands(command));
    const char* kind = "word:";
    for (const OptionEntry& option : command.options) {
        if (!option.positional) continue;
        words += (words.empty() ? "" : " ") + spaced(option.choices);
        kind = kind_text(kind_of_value(option));
    }
    return kind + words;
}

}  // namespace

std::string bash_completion(const CommandEntry& program) {
    std::string values, commands, options, words;
    for_each_command(program, [&](const std::string& path, const CommandEntry& command) {
        values += value_cases(path, command);
        if (!command.commands.empty())
            commands += "        " + quoted(path) + ") echo " + quoted(spaced(names_of_commands(command))) + " ;;\n";
        options += "        " + quoted(path + " -") + "*) echo " + quoted("word:" + option_words(command)) + " ;;\n";
        words += "        " + quoted(path + " ") + "*) echo " + quoted(word_text(command)) + " ;;\n";
    });
    return "# Completion of coalesce for bash, written by `coalesce reference bash`\n"
           "# Kind and words of an option's value; nothing for what takes none.\n"
           "_coalesce_values() {\n    case \"$1 $2\" in\n" +
           values +
           "    esac\n}\n"
           "# Commands below a command.\n"
           "_coalesce_commands() {\n    case \"$1\" in\n" +
           commands +
           "    esac\n}\n"
           "# Kind and words of what may stand on its own in a command.\n"
           "_coalesce_words() {\n    case \"$1 $2\" in\n" +
           options + words + "    esac\n}\n" + function_text;
}

}  // namespace coalesce::command
