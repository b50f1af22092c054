#include "desk/hand.hpp"

#include <cmath>

#include "chart/numbers.hpp"

namespace coalesce {

std::string described(const Event& event) {
    struct Words {
        static std::string of(const TakenTokens& taken) {
            const auto* numbers = std::get_if<TokenNumbers>(&taken);
            if (!numbers) return "the tokens of a brush";
            return numbers->size() == 1 ? "token " + std::to_string(numbers->front())
                                        : grouped(numbers->size()) + " tokens";
        }
        std::string operator()(const hands::Push& push) const {
            return of(push.tokens) + " pushed by " + number_text(norm(push.rotation) * 180 / M_PI) + "°";
        }
        std::string operator()(const hands::Add& add) const {
            return grouped(static_cast<std::uint64_t>(add.count)) + (add.count == 1 ? " token added" : " tokens added");
        }
        std::string operator()(const hands::Remove& remove) const { return of(remove.tokens) + " removed"; }
    };
    return std::visit(Words{}, event.act);
}

}  // namespace coalesce
