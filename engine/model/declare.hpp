#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "coalesce/model/model.hpp"
#include "coalesce/model/parameter.hpp"

namespace coalesce {

/// Scene-file words of an enumeration, in the order of its enumerators; specialised beside the table that declares it.
template <class E>
inline constexpr std::array<std::string_view, 0> words{};
template <>
inline constexpr std::array<std::string_view, 2> words<Attention>{"softmax", "unnormalized"};

/// Declaration of parameters. An entry of a table names key, label, value and help:
///
///     auto& time = table.document.scene.time;
///     table.add("time.dt", "dt", real(time.dt).range(open(0), largest_number).slider(1e-4, 1).log().unit("time"),
///               "Length of a time step: the strength of one layer.");
///
/// What an entry must have is a matter of types: add() takes no number without a range and a slider. The functions that
/// begin a value take members of one type each. They are compiled once for all tables (declare.cpp).
namespace declare {

/// 2^53: whole numbers up to it are doubles, and every JSON reader keeps them.
constexpr double whole_doubles = 9007199254740992;

/// End of a range. A plain number is accepted itself; open(x) is not, as in dt > 0.
struct End {
    double at;
    bool is_open;
    constexpr End(double value, bool refused = false) : at(value), is_open(refused) {}
};
constexpr End open(double at) {
    return {at, true};
}

/// Value of an entry: the member that holds it, and how it is checked and shown.
struct Value {
    ParameterSpec spec{};  ///< all but key, label and help
    const void* member = nullptr;
    std::size_t size = 0;  ///< bytes of the member
    ParameterMember access{};

    Value& effect(Effect when);  ///< live if it is not called
    /// @throws std::logic_error if the member does not lie within the `document_size` bytes of the document
    ParameterMember place(const void* document, std::size_t document_size) const;
};

/// Numbers of one range: a real or whole number, a pair, a matrix.
struct Number : Value {
    Number& log();  ///< makes the slider logarithmic
    Number& unit(std::string_view name);
    Number& zero(std::string_view word);  ///< shown for 0, by which the user lets the program choose
};

/// A number that still needs a slider.
struct Ranged {
    Value value;
    Number slider(double from, double to) const;
};

/// A number that still needs its range.
struct Unranged {
    Value value;
    Ranged range(End minimum, End maximum) const;
};

Unranged whole(int& member);
Unranged whole(std::int64_t& member);
Unranged real(double& member);
Unranged pair(std::array<double, 2>& member);
Unranged matrix(Matrix& member);
Value flag(bool& member);
Value text(std::string& member);
Value law(InitialLaw& member);
Value events(Events& member);

Value choice_among(std::span<const std::string_view> words, const void* member);
/// One of words<E>.
template <class E>
Value choice(E& member) {
    static_assert(!words<E>.empty(), "words<E> must be specialised where the table is");
    static_assert(std::is_same_v<std::underlying_type_t<E>, int>, "choice_among copies an int");
    return choice_among(words<E>, &member);
}

/// Parameters of a Document in the order of their entries.
template <class Document>
struct Table {
    Document document;  ///< its members stand for those of every document: an entry keeps their offset
    std::vector<BasicParameter<Document>> entries;

    /// Returns the entry, valid until the next one is added. Never inlined: 40 copies in a table would take a third of
    /// its compile time.
    /// @throws std::logic_error if the value's member is none of `document`
    [[gnu::noinline]] BasicParameter<Document>& add(std::string_view key, std::string_view label, const Value& value,
                                                    std::string_view help) {
        BasicParameter<Document> entry{value.spec, value.place(&document, sizeof(Document))};
        entry.key = key;
        entry.label = label;
        entry.help = help;
        return entries.emplace_back(entry);
    }
};

}  // namespace declare
}  // namespace coalesce
