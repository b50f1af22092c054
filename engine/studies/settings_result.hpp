#pragma once

#include <span>

#include "coalesce/model/parameter.hpp"
#include "coalesce/studies/result.hpp"

namespace coalesce::studies {

/// Puts every key of a laboratory's table with its value: "settings.n", …
template <class Settings>
void put_settings(Result& result, const std::string& path, std::span<const BasicParameter<Settings>> table,
                  const Settings& settings) {
    for (const BasicParameter<Settings>& parameter : table)
        std::visit(
            [&](const auto& value) {
                using Type = std::decay_t<decltype(value)>;
                // Laboratories have no matrices, laws and events.
                if constexpr (!std::is_same_v<Type, Matrix> && !std::is_same_v<Type, InitialLaw> &&
                              !std::is_same_v<Type, Events>)
                    result.put(path + "." + std::string(parameter.key), value);
            },
            parameter.get(settings));
}

}  // namespace coalesce::studies
