#pragma once

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#include "coalesce/model/model.hpp"
#include "coalesce/model/parameter.hpp"

namespace coalesce {

/// Scene-file words of an enumeration, in the order of its enumerators; specialised beside the table that declares it.
template <class E>
inline constexpr std::array<std::string_view, 0> words{};
template <>
inline constexpr std::array<std::string_view, 2> words<Attention>{"softmax", "unnormalized"};

/// Maps the type of a member to its ParameterKind.
template <class Member>
constexpr ParameterKind kind_of_member() {
    if constexpr (std::is_enum_v<Member>) return ParameterKind::choice;
    if constexpr (std::is_same_v<Member, int> || std::is_same_v<Member, std::int64_t>) return ParameterKind::integer;
    if constexpr (std::is_same_v<Member, bool>) return ParameterKind::boolean;
    if constexpr (std::is_same_v<Member, std::string>) return ParameterKind::text;
    if constexpr (std::is_same_v<Member, Matrix>) return ParameterKind::matrix;
    if constexpr (std::is_same_v<Member, InitialLaw>) return ParameterKind::law;
    if constexpr (std::is_same_v<Member, std::array<double, 2>>) return ParameterKind::pair;
    return ParameterKind::real;
}

/// Completes a declaration with its accessors and the kind that the member's type implies.
///
/// The second argument is a captureless callable: document → reference to the member.
template <class Document, class Access>
BasicParameter<Document> declare_parameter(ParameterSpec spec, Access) {
    using Member = std::remove_cvref_t<std::invoke_result_t<Access, Document&>>;
    BasicParameter<Document> parameter{std::move(spec)};
    parameter.kind = kind_of_member<Member>();
    if constexpr (std::is_enum_v<Member>) {
        parameter.choices.assign(words<Member>.begin(), words<Member>.end());
        parameter.get = [](const Document& document) -> ParameterValue {
            return std::string(words<Member>[static_cast<std::size_t>(Access{}(document))]);
        };
        parameter.set = [](Document& document, const ParameterValue& value) {
            const auto& all = words<Member>;
            const auto at = std::find(all.begin(), all.end(), std::get<std::string>(value));
            if (at != all.end()) Access{}(document) = static_cast<Member>(at - all.begin());
        };
    } else {
        using Stored = std::conditional_t<std::is_same_v<Member, int>, std::int64_t, Member>;
        parameter.get = [](const Document& document) -> ParameterValue {
            return static_cast<Stored>(Access{}(document));
        };
        parameter.set = [](Document& document, const ParameterValue& value) {
            Access{}(document) = static_cast<Member>(std::get<Stored>(value));
        };
    }
    return parameter;
}

}  // namespace coalesce
