"""What ``dragoman tenant example`` prints: a small shop, valid as it stands."""

EXAMPLE = """\
# A shop. Apply it with: dragoman tenant apply FILE
slug: noor                    # its name in commands and addresses: small letters, digits, dashes
brand: Noor Candles           # what customers read
user_id: 100                  # your account number for it; any that no other shop has
country: LB
currency: USD
timezone: Asia/Beirut
about: Hand-made candles from Batroun.

chatbots:
  - chatbot_id: 100           # any number that no other chatbot has
    agent_id: noor_sales_agent
    name: Noor's assistant
    persona: {name: Lina, role: sales assistant, tone: [warm, brief]}
    languages: {reply_in: [en, ar, fr]}

senders:
  - number: "96170000001"     # the WhatsApp number, with its country code
    chatbot: 100
    # base_url and api_key_env are needed only where they differ from INFOBIP_BASE_URL and INFOBIP_API_KEY.
    # The key itself never stands here: api_key_env names the variable that holds it.
    # api_key_env: NOOR_INFOBIP_API_KEY

delivery:
  area: all of Lebanon
  fee: "3.00"
  free_from: "50.00"
  days: [2, 3]                # at least, at most
  abroad: "no"                # no, ask (a person quotes) or unknown

hours:                        # when somebody is there, in the shop's time zone
  open:
    - {days: [mon, tue, wed, thu, fri], opens: "09:00", closes: "18:00"}
    - {days: [sat], opens: "10:00", closes: "14:00"}
  closed: ["12-25", "01-01"]  # every year; or one day: "2026-04-10"

policies:                     # by topic; confirmed: false is kept and never stated to a customer
  payment:
    text:
      en: You pay in cash when the parcel arrives.
      ar: الدفع نقداً عند الاستلام.
  returns:
    text: {en: Unused candles may come back within 7 days.}
    confirmed: false

faq:
  - key: burn-time
    question: How long does a candle burn?
    answer: About 40 hours.

products:
  - sku: cedar-candle
    name: Cedar Candle
    names: {ar: شمعة الأرز, fr: Bougie au cèdre}
    aliases: [cedar, sham3a]
    brand: Noor
    category: candles
    summary: A soy candle that smells of cedar wood.
    price: "18.00"            # amounts as text; a variant may have its own
    compare_at: "22.00"
    variants:
      - {key: small, title: Small, price: "18.00", options: {size: S}}
      - {key: large, title: Large, price: "26.00", options: {size: L}}
    offers:
      - {quantity: 2, unit_price: "16.00"}
    stock: in                 # in, out or untracked; or count pieces: quantity: 12
                              # Read once: afterwards the database knows better.
    details: {size: 200 g, features: [soy wax, cotton wick]}
"""
