#include "command/verdict.hpp"

#include <cstdio>

#include "coalesce/model/error.hpp"
#include "coalesce/model/text.hpp"

namespace coalesce::command {

void Verdict::print(const std::string& name, const studies::Result& result) {
    if (!result.checks) return;
    for (const studies::Check& check : *result.checks) {
        std::printf("%s: %s %.3g, at most %.3g: %s\n", name.c_str(), check.what.c_str(), check.value, check.at_most,
                    check.pass() ? "met" : "NOT MET");
        if (check.pass()) continue;
        unmet_.append(unmet_.empty() ? "" : "; ").append(name).append(": ").append(check.what);
        unmet_.append(": found ").append(formatted("%.3g", check.value));
        unmet_.append(", expected at most ").append(formatted("%.3g", check.at_most));
    }
}

void Verdict::demand() const {
    if (!unmet_.empty()) throw RunError(unmet_);
}

}  // namespace coalesce::command
