#include "coalesce/model/law.hpp"

namespace coalesce {

std::string_view kind_of(const InitialLaw& law) {
    return std::visit([]<class Law>(const Law&) { return Law::kind; }, law);
}

}  // namespace coalesce
