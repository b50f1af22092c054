#include "model/declare.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace coalesce::declare {
namespace {

/// A value that is copied from and to the alternative Stored of ParameterValue.
template <class Member, class Stored = Member>
Value plain(ParameterKind kind, const Member& member) {
    Value value{.member = &member, .size = sizeof member};
    value.spec.kind = kind;
    value.access.load = [](const ParameterSpec&, const void* from) -> ParameterValue {
        return static_cast<Stored>(*static_cast<const Member*>(from));
    };
    value.access.store = [](const ParameterSpec&, void* to, const ParameterValue& stored) {
        *static_cast<Member*>(to) = static_cast<Member>(std::get<Stored>(stored));
    };
    return value;
}

ParameterValue load_word(const ParameterSpec& spec, const void* from) {
    int enumerator = 0;
    std::memcpy(&enumerator, from, sizeof enumerator);
    return std::string(spec.choices[static_cast<std::size_t>(enumerator)]);
}

/// Leaves the member as it is if the word is none of the choices.
void store_word(const ParameterSpec& spec, void* to, const ParameterValue& value) {
    const auto at = std::find(spec.choices.begin(), spec.choices.end(), std::get<std::string>(value));
    if (at == spec.choices.end()) return;
    const int enumerator = static_cast<int>(at - spec.choices.begin());
    std::memcpy(to, &enumerator, sizeof enumerator);
}

}  // namespace

Value& Value::effect(Effect when) {
    spec.effect = when;
    return *this;
}

ParameterMember Value::place(const void* document, std::size_t document_size) const {
    ParameterMember placed = access;
    // Wraps to a huge offset if the member lies before the document.
    placed.offset = reinterpret_cast<std::uintptr_t>(member) - reinterpret_cast<std::uintptr_t>(document);
    if (placed.offset >= document_size || document_size - placed.offset < size)
        throw std::logic_error(
            "value of a parameter: found a variable outside of the table's document, expected a member");
    return placed;
}

Number& Number::log() {
    spec.logarithmic = true;
    return *this;
}

Number& Number::unit(std::string_view name) {
    spec.unit = name;
    return *this;
}

Number& Number::zero(std::string_view word) {
    spec.zero = word;
    return *this;
}

Number Ranged::slider(double from, double to) const {
    Number number{value};
    number.spec.slider_from = from;
    number.spec.slider_to = to;
    return number;
}

Ranged Unranged::range(End minimum, End maximum) const {
    Ranged ranged{value};
    ranged.value.spec.minimum = minimum.at;
    ranged.value.spec.open_minimum = minimum.is_open;
    ranged.value.spec.maximum = maximum.at;
    ranged.value.spec.open_maximum = maximum.is_open;
    return ranged;
}

Unranged whole(int& member) {
    return {plain<int, std::int64_t>(ParameterKind::integer, member)};
}

Unranged whole(std::int64_t& member) {
    return {plain(ParameterKind::integer, member)};
}

Unranged real(double& member) {
    return {plain(ParameterKind::real, member)};
}

Unranged pair(std::array<double, 2>& member) {
    return {plain(ParameterKind::pair, member)};
}

Unranged matrix(Matrix& member) {
    return {plain(ParameterKind::matrix, member)};
}

Value flag(bool& member) {
    return plain(ParameterKind::boolean, member);
}

Value text(std::string& member) {
    return plain(ParameterKind::text, member);
}

Value law(InitialLaw& member) {
    return plain(ParameterKind::law, member);
}

Value events(Events& member) {
    return plain(ParameterKind::events, member);
}

Value choice_among(std::span<const std::string_view> words, const void* member) {
    Value value{.member = member, .size = sizeof(int), .access = {.load = load_word, .store = store_word}};
    value.spec.kind = ParameterKind::choice;
    value.spec.choices = words;
    return value;
}

}  // namespace coalesce::declare
