/** What a receiver did not answer, and what it should have. */
export const handshakeTexts = {
  'zh-CN': {
    HANDSHAKE_STATUS:
      '对 OPTIONS 请求的答复是 {{status}}：应答复 2xx，并带响应头 WebHook-Allowed-Origin: *（或请求头 WebHook-Request-Origin 的值）。',
    HANDSHAKE_ORIGIN:
      '对 OPTIONS 请求的答复没有响应头 WebHook-Allowed-Origin，或其值不是我方来源：请答复 *，或请求头 WebHook-Request-Origin 的值。',
    HANDSHAKE_RATE:
      '响应头 WebHook-Allowed-Rate 应为每分钟推送次数（正整数）或 *；不需限速的，请不带该响应头。',
    VERIFICATION_STATE:
      '对 stream.verification.v1 已答复 2xx，但正文不是所要的内容：请以 JSON {"state":"…"} 答复，其值取自事件 data 中的 state。',
    VERIFICATION_STATUS:
      '对 stream.verification.v1 的答复是 {{status}}：应答复 2xx，正文为 JSON {"state":"…"}。',
    VERIFICATION_AUTH:
      '对 stream.verification.v1 的答复是 {{status}}：请核对接收方所用的签名密钥是否为本通道的密钥，且不要求其他登录凭据。',
    NO_ANSWER_timeout: '接收方未在规定时间内答复：请检查该地址能否从公网访问，并在数秒内答复。',
    NO_ANSWER_connection: '无法连接该地址：请检查主机、端口和防火墙。',
    NO_ANSWER_reset: '连接在答复之前被接收方断开：请检查其前的代理或防火墙。',
    NO_ANSWER_malformed: '收到的不是有效的 HTTP 答复：请检查该端口上的服务。',
    NO_ANSWER_tls:
      '该地址的证书无效或无法建立加密连接：请安装受信任、与主机名一致的证书及完整证书链。',
    NO_ANSWER_name: '该主机名无法解析：请检查地址与域名解析。',
    NO_ANSWER_address: '该主机名指向内部网络的地址，我方不予访问：请提供公网地址。',
    NO_ANSWER_interrupted: '我方服务正在重启，核实未能完成：请再试一次。',
  },
  en: {
    HANDSHAKE_STATUS:
      'OPTIONS was answered with {{status}}: answer 2xx with the header WebHook-Allowed-Origin: * (or the value of WebHook-Request-Origin).',
    HANDSHAKE_ORIGIN:
      'The answer to OPTIONS lacks the header WebHook-Allowed-Origin, or it names somebody else: answer *, or the value of WebHook-Request-Origin.',
    HANDSHAKE_RATE:
      'The header WebHook-Allowed-Rate must be a whole number of pushes per minute, or *; leave it out for no limit.',
    VERIFICATION_STATE:
      'stream.verification.v1 was answered with 2xx, but not with its state: answer with JSON {"state":"…"}, the state of the event’s data.',
    VERIFICATION_STATUS:
      'stream.verification.v1 was answered with {{status}}: answer 2xx with JSON {"state":"…"}.',
    VERIFICATION_AUTH:
      'stream.verification.v1 was answered with {{status}}: check that the receiver holds the secret of this very stream, and asks for no other credential.',
    NO_ANSWER_timeout:
      'The receiver did not answer in time: check that the address can be reached from outside, and answer within seconds.',
    NO_ANSWER_connection: 'No connection to this address: check its host, its port and firewalls.',
    NO_ANSWER_reset:
      'The receiver closed the connection before it answered: check the proxy or firewall before it.',
    NO_ANSWER_malformed: 'What came is no HTTP answer: check what listens on this port.',
    NO_ANSWER_tls:
      'The certificate of this address does not hold, or no encryption could be agreed on: install a trusted one for this host name, with its chain.',
    NO_ANSWER_name: 'This host name has no address: check it and its DNS.',
    NO_ANSWER_address:
      'This host name leads into a private network, which we do not call: give a public address.',
    NO_ANSWER_interrupted: 'Our service was restarting and could not finish this: try again.',
  },
};
